package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SupervisorTest {
  private static final NotificationHandler COUNT = _ -> NotificationHandler.Next.COUNT;

  @Test
  void theFirstCallIsTheExecveOfTheProgram() {
    List<Integer> shown = new ArrayList<>();
    record(
        notification -> {
          shown.add(notification.number());
          return NotificationHandler.Next.COUNT;
        },
        "true");
    assertEquals(number("execve"), shown.getFirst());
    assertEquals(number("exit_group"), shown.getLast());
  }

  @Test
  void aKnownCallIsShownOnceAndCountedAlways() {
    List<Integer> shown = new ArrayList<>();
    Recording recording =
        record(
            notification -> {
              shown.add(notification.number());
              return NotificationHandler.Next.COUNT;
            },
            "dd",
            "if=/dev/zero",
            "of=/dev/null",
            "bs=1",
            "count=5000",
            "status=none");
    int write = number("write");
    assertEquals(1, shown.stream().filter(number -> number == write).count());
    assertEquals(5000, count(recording, "write"));
  }

  @Test
  void aCallThatMattersIsShownEachTime() {
    List<Long> lengths = new ArrayList<>();
    record(
        notification -> {
          if (notification.number() == number("write")) {
            lengths.add(notification.call().argument(2));
          }
          return NotificationHandler.Next.SHOW;
        },
        "sh",
        "-c",
        "for text in a bc def; do printf $text > /dev/null; done");
    assertEquals(List.of(1L, 2L, 3L), lengths);
  }

  @Test
  void theCallersMemoryCanBeRead() {
    List<String> opened = new ArrayList<>();
    List<String> executables = new ArrayList<>();
    record(
        notification -> {
          if (notification.number() == number("openat")) {
            opened.add(notification.string(notification.call().argument(1)).orElseThrow());
            executables.add(notification.executable());
          }
          return NotificationHandler.Next.SHOW;
        },
        "cat",
        "/proc/self/comm",
        "/no/such/file");
    assertTrue(opened.containsAll(List.of("/proc/self/comm", "/no/such/file")), opened.toString());
    assertTrue(executables.getFirst().endsWith("/cat"), executables.toString());
  }

  @Test
  void memoryThatIsNotMappedReadsAsNothing() {
    List<Optional<String>> strings = new ArrayList<>();
    record(
        notification -> {
          strings.add(notification.string(8));
          assertEquals(0, notification.memory(8, 100).length);
          return NotificationHandler.Next.COUNT;
        },
        "true");
    assertEquals(Optional.empty(), strings.getFirst());
  }

  @Test
  void childrenAndThreadsAreSeenToo() {
    Recording children = record(COUNT, "sh", "-c", "mkdir /no/such/folder; true");
    assertEquals(1, count(children, "mkdir"));
    String threads =
        """
        import threading, os
        for _ in range(3):
          thread = threading.Thread(target=os.getppid)
          thread.start()
          thread.join()
        """;
    assertEquals(3, count(record(COUNT, Commands.PYTHON, "-c", threads), "getppid"));
  }

  @Test
  void theStatusIsThePrograms() {
    assertEquals(5, record(COUNT, "sh", "-c", "exit 5").status().forShell());
    assertEquals(137, record(COUNT, "sh", "-c", "kill -9 $$").status().forShell());
  }

  @Test
  void aProcessThatIsLeftBehindIsRecordedToItsEnd() {
    Recording recording = record(COUNT, "sh", "-c", "(sleep 0.3; mkdir /no/such/folder) & exit 4");
    assertEquals(4, recording.status().code());
    assertEquals(1, count(recording, "mkdir"));
    assertTrue(recording.complete());
  }

  @Test
  void onlyWhatTheFilterNotifiesIsShown() {
    Recording recording =
        Supervisor.run(
            Executable.find(List.of("sh", "-c", "mkdir /no/such/folder")),
            RawFilters.only(number("mkdir"), RawFilters.USER_NOTIF),
            Privileges.GIVE_UP,
            COUNT);
    assertEquals(
        List.of(new CallCount(Abi.host().auditArch(), number("mkdir"), 1)), recording.counts());
  }

  @Test
  void aHandlerThatFailsEndsTheProgram() {
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                record(
                    notification -> {
                      if (notification.number() == number("getppid")) {
                        throw new IllegalStateException("on purpose");
                      }
                      return NotificationHandler.Next.COUNT;
                    },
                    Commands.PYTHON,
                    "-c",
                    "import os, time; os.getppid(); time.sleep(1000)"));
    assertEquals("on purpose", thrown.getMessage());
  }

  @Test
  void aProgramThatIsRefusedEndsTheRecording() {
    Executable program = Executable.find(List.of("/proc/self/exe"));
    assertFalse(program.path().isEmpty());
    Executable refused = Executable.find(List.of("true")).withEnvironment(hugeEnvironment());
    assertThrows(CannotExecute.class, () -> Supervisor.record(refused, COUNT));
  }

  private static List<String> hugeEnvironment() {
    return List.of("A=" + "x".repeat(1 << 20));
  }

  private static Recording record(NotificationHandler handler, String... command) {
    return Supervisor.record(Executable.find(List.of(command)), handler);
  }

  private static int number(String name) {
    return Syscalls.number(Abi.host(), name).orElseThrow();
  }

  private static long count(Recording recording, String name) {
    int number = number(name);
    return recording.counts().stream()
        .filter(count -> count.number() == number)
        .mapToLong(CallCount::count)
        .sum();
  }
}
