package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A supervisor that gets a signal")
class SupervisorSignalsTest {
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  @Test
  @DisplayName(
      "leaves nobody behind when it is killed, not even programs that sleep in the background")
  void killed() throws Exception {
    Supervised supervised =
        Supervised.start("(while :; do sleep 0.05; done) | cat & echo ready; while :; do :; done");
    supervised.signal(SIGKILL);
    assertEquals(128 + SIGKILL, supervised.process.waitFor());
    assertTrue(supervised.vanishes());
  }

  @Test
  @DisplayName("passes on the one that asks it to end, and has the program's status")
  void terminated() throws Exception {
    Supervised supervised =
        Supervised.start("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done");
    supervised.signal(SIGTERM);
    assertEquals(9, supervised.process.waitFor());
    assertEquals("9, complete\n", supervised.rest());
  }

  @Test
  @DisplayName("leaves those of the terminal to the program")
  void interrupted() throws Exception {
    Supervised supervised = Supervised.start("echo ready; sleep 0.5; exit 4");
    supervised.signal(SIGINT);
    supervised.signal(SIGQUIT);
    assertEquals(4, supervised.process.waitFor());
    assertEquals("4, complete\n", supervised.rest());
  }

  @Test
  @DisplayName("stops waiting for what the program left behind")
  void impatient() throws Exception {
    Supervised supervised = Supervised.start("(while :; do sleep 0.05; done) & echo ready; exit 6");
    Thread.sleep(500);
    supervised.signal(SIGINT);
    assertEquals(6, supervised.process.waitFor());
    assertEquals("6, incomplete\n", supervised.rest());
    assertTrue(supervised.vanishes());
  }

  @Test
  @DisplayName("passes on, of those that come before it knows the program, what it passes on later")
  void early() throws Exception {
    assertEquals(new ChildJvm(0, "4\n"), ChildJvm.run(SignalledEarly.class, "" + SIGINT));
    assertEquals(new ChildJvm(0, "143\n"), ChildJvm.run(SignalledEarly.class, "" + SIGTERM));
    assertEquals(new ChildJvm(0, "129\n"), ChildJvm.run(SignalledEarly.class, "" + SIGHUP));
  }

  @Test
  @DisplayName("kills a traced program without its first thread that does not end when it is asked")
  void headless() throws Exception {
    Supervised supervised =
        Supervised.start(
            Traces.class,
            """
            exec python3 -c "
            import ctypes, signal, threading, time
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
            threading.Thread(target=time.sleep, args=(60,)).start()
            print('ready', flush=True)
            ctypes.CDLL(None).syscall(60, 0)"
            """);
    Thread.sleep(500);
    supervised.signal(SIGINT);
    Thread.sleep(1000);
    assertTrue(supervised.process.isAlive());
    supervised.signal(SIGINT);
    assertEquals(128 + SIGKILL, supervised.process.waitFor());
  }

  /**
   * A JVM that supervises a shell.
   *
   * @param marker in the environment of everything that the shell starts
   */
  private record Supervised(Process process, BufferedReader output, String marker) {
    static Supervised start(String script) throws IOException {
      return start(Records.class, script);
    }

    static Supervised start(Class<?> supervisor, String script) throws IOException {
      String marker = UUID.randomUUID().toString();
      ProcessBuilder builder = new ProcessBuilder(ChildJvm.command(supervisor, script));
      builder.environment().put("MARKER", marker);
      Process process = builder.start();
      BufferedReader output = process.inputReader(StandardCharsets.US_ASCII);
      assertEquals("ready", output.readLine());
      return new Supervised(process, output, marker);
    }

    void signal(int number) {
      assertEquals(0, SystemCall.KILL.call(process.pid(), number));
    }

    String rest() throws IOException {
      StringBuilder text = new StringBuilder();
      output.lines().forEach(line -> text.append(line).append('\n'));
      return text.toString();
    }

    /** {@return whether nothing of it is left within ten seconds} */
    boolean vanishes() throws Exception {
      for (int i = 0; i < 200; i++) {
        if (!isThere()) {
          return true;
        }
        Thread.sleep(50);
      }
      return false;
    }

    private boolean isThere() throws IOException {
      try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
        return processes.anyMatch(this::isMarked);
      }
    }

    private boolean isMarked(Path process) {
      try {
        byte[] environment = Files.readAllBytes(process.resolve("environ"));
        return new String(environment, StandardCharsets.ISO_8859_1).contains(marker);
      } catch (IOException notOurs) {
        return false;
      }
    }
  }

  /** Records a shell, and says how that ended. */
  static final class Records {
    public static void main(String[] arguments) {
      Executable shell = Executable.find(List.of("/bin/sh", "-c", arguments[0]));
      Recording recording = Supervisor.record(shell, _ -> NotificationHandler.Next.COUNT);
      assertFalse(recording.counts().isEmpty());
      System.out.println(
          recording.status().forShell() + (recording.complete() ? ", complete" : ", incomplete"));
      System.exit(recording.status().forShell());
    }
  }

  /** Traces a shell, and ends as that ended. */
  static final class Traces {
    public static void main(String[] arguments) {
      Executable shell = Executable.find(List.of("/bin/sh", "-c", arguments[0]));
      Tracer.Traced traced =
          Tracer.refusing(shell, Filter.unconfined(), Privileges.GIVE_UP, new SeesNothing());
      System.exit(traced.status().forShell());
    }
  }

  /** Is told, and does nothing. */
  private static final class SeesNothing implements TraceHandler {
    @Override
    public void failed(StoppedThread thread, Call call, int errno) {}

    @Override
    public void trapped(StoppedThread thread, Call call, int data) {}

    @Override
    public void ending(StoppedThread thread, Call call) {}

    @Override
    public void ended(int thread, ExitStatus status) {}
  }

  /** Gets a signal before the program is there, and says how that ended. */
  static final class SignalledEarly {
    public static void main(String[] arguments) {
      Executable shell = Executable.find(List.of("/bin/sh", "-c", "sleep 0.3; exit 4"));
      try (SignalHandlers signals = new SignalHandlers()) {
        SystemCall.TGKILL.call(
            ProcessHandle.current().pid(),
            SystemCall.GETTID.call(),
            Integer.parseInt(arguments[0]));
        SpawnedProcess program = Spawner.spawn(shell, Filter.unconfined());
        signals.forwardTo(program);
        System.out.println(program.await().forShell());
      }
    }
  }
}
