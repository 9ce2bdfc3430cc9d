package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A filter in this JVM")
class SeccompTest {
  /** An errno that no call returns by itself here. */
  private static final int EXFULL = 54;

  private static final Filter NO_PIDFD =
      RawFilters.only(SystemCall.PIDFD_OPEN.number(), RawFilters.ERRNO + EXFULL);

  @Test
  @DisplayName("is on the thread that installed it, and on those that this one starts")
  void oneThread() throws Exception {
    FutureTask<String> filtered =
        new FutureTask<>(() -> {
          SeccompStatus before = Seccomp.status();
          Seccomp.install(NO_PIDFD);
          return before.mode()
              + " "
              + Seccomp.status()
              + " "
              + pidfd()
              + " "
              + OnPlatformThread.call(SeccompTest::pidfd);
        });
    Thread.ofPlatform().start(filtered);
    assertEquals(
        "DISABLED SeccompStatus[mode=FILTER, filters=1, noNewPrivileges=true] -54 -54",
        filtered.get());
    assertEquals(SeccompStatus.Mode.DISABLED, Seccomp.status().mode());
    assertTrue(pidfd() > 0);
  }

  @Test
  @DisplayName("is refused on a virtual thread, whose carrier it would stay on")
  void virtualThread() throws Exception {
    FutureTask<WrongThreadException> refused =
        new FutureTask<>(
            () -> assertThrows(WrongThreadException.class, () -> Seccomp.install(NO_PIDFD)));
    Thread.ofVirtual().start(refused);
    assertEquals(
        "a filter can't be installed for a virtual thread: use a platform thread, or"
            + " installForProcess",
        refused.get().getMessage());
  }

  @Test
  @DisplayName("that is meant for the process is on every thread, whoever installed it")
  void wholeProcess() throws Exception {
    assertEquals(
        new ChildJvm(0, "main -54, older -54, newer -54, FILTER\n"),
        ChildJvm.run(SealsItself.class));
    assertEquals(
        new ChildJvm(0, "main -54, older -54, newer -54, FILTER\n"),
        ChildJvm.run(SealsItself.class, "virtual"));
  }

  @Test
  @DisplayName("that a thread refuses is on none, and the thread is named")
  void refusedByAThread() throws Exception {
    ChildJvm child = ChildJvm.run(SealsItself.class, "rebel");
    assertTrue(
        child
            .output()
            .matches(
                "(?s)thread \\d+ \\(rebel\\) has filters of its own, so it can't take this one:"
                    + ".*\nDISABLED\n"),
        child.output());
  }

  /** Seals its JVM, and tells what threads can do then. */
  static final class SealsItself {
    public static void main(String[] arguments) throws Exception {
      CountDownLatch sealed = new CountDownLatch(1);
      FutureTask<Long> older =
          new FutureTask<>(() -> {
            sealed.await();
            return pidfd();
          });
      Thread.ofPlatform().daemon().start(older);
      String how = arguments.length == 0 ? "" : arguments[0];
      if (how.equals("rebel")) {
        rebel();
        return;
      }
      if (how.equals("virtual")) {
        Thread.ofVirtual().start(() -> Seccomp.installForProcess(NO_PIDFD)).join();
      } else {
        Seccomp.installForProcess(NO_PIDFD);
      }
      sealed.countDown();
      long newer = OnPlatformThread.call(SeccompTest::pidfd);
      System.out.println(
          "main "
              + pidfd()
              + ", older "
              + older.get()
              + ", newer "
              + newer
              + ", "
              + Seccomp.status().mode());
    }

    private static void rebel() throws Exception {
      CountDownLatch installed = new CountDownLatch(1);
      Thread.ofPlatform()
          .daemon()
          .name("rebel")
          .start(() -> {
            Seccomp.install(RawFilters.always(RawFilters.ALLOW));
            installed.countDown();
            while (true) {
              java.util.concurrent.locks.LockSupport.park();
            }
          });
      installed.await();
      try {
        Seccomp.installForProcess(NO_PIDFD);
      } catch (ThreadRefused refused) {
        System.out.println(refused.getMessage());
        System.out.println(Seccomp.status().mode());
      }
    }
  }

  private static long pidfd() {
    return SystemCall.PIDFD_OPEN.call(ProcessHandle.current().pid());
  }
}
