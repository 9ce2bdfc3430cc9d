package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnerTest {
  private static final int EPERM = 1;
  private static final int SIGSYS = 31;

  @TempDir Path folder;

  @Test
  void anAllowedProgramEndsWithItsOwnStatus() {
    assertEquals(7, run(RawFilters.always(RawFilters.ALLOW), "sh", "-c", "exit 7").forShell());
  }

  @Test
  void aKilledProgramHasItsSignalAsStatus() {
    ExitStatus status = run(RawFilters.always(RawFilters.ALLOW), "sh", "-c", "kill -15 $$");
    assertEquals(15, status.signal());
    assertEquals(143, status.forShell());
  }

  @Test
  void errnoMakesTheCallFail() {
    Filter filter = RawFilters.only(number("mkdirat"), RawFilters.ERRNO + EPERM);
    Filter older = RawFilters.only(number("mkdir"), RawFilters.ERRNO + EPERM);
    Path wanted = folder.resolve("wanted");
    run(older, "mkdir", wanted.toString());
    run(filter, Commands.PYTHON, "-c", "import os; os.mkdir('" + wanted + "', dir_fd=0)");
    assertTrue(Files.notExists(wanted));
  }

  @Test
  void killProcessEndsTheProgramWithSigsys() {
    Filter filter = RawFilters.only(number("getppid"), RawFilters.KILL_PROCESS);
    assertEquals(
        128 + SIGSYS, run(filter, Commands.PYTHON, "-c", "import os; os.getppid()").forShell());
  }

  @Test
  void killThreadEndsAProgramOfOneThread() {
    Filter filter = RawFilters.only(number("getppid"), RawFilters.KILL_THREAD);
    assertEquals(
        128 + SIGSYS, run(filter, Commands.PYTHON, "-c", "import os; os.getppid()").forShell());
  }

  @Test
  void trapSendsASignalThatAProgramCanHandle() {
    Filter filter = RawFilters.only(number("getppid"), RawFilters.TRAP);
    String program =
        """
        import os, signal
        signal.signal(signal.SIGSYS, lambda number, frame: os._exit(9))
        os.getppid()
        """;
    assertEquals(9, run(filter, Commands.PYTHON, "-c", program).forShell());
  }

  @Test
  void logLetsTheCallThrough() {
    Filter filter = RawFilters.only(number("getppid"), RawFilters.LOG);
    assertEquals(0, run(filter, Commands.PYTHON, "-c", "import os; os.getppid()").forShell());
  }

  @Test
  void theFilterIsThereFromTheFirstInstruction() {
    Filter filter = RawFilters.only(number("execve"), RawFilters.ERRNO + EPERM);
    Executable program = Executable.find(List.of("true"));
    CannotExecute refused = assertThrows(CannotExecute.class, () -> Spawner.spawn(program, filter));
    assertEquals("can't execute true: EPERM", refused.getMessage());
    assertEquals(126, refused.exitStatus());
  }

  @Test
  void aRefusedFilterStartsNoProgram() {
    Filter filter = RawFilters.always(RawFilters.ALLOW).withFlags(1 << 30);
    Path made = folder.resolve("made");
    Executable program = Executable.find(List.of("touch", made.toString()));
    InstallFailed refused = assertThrows(InstallFailed.class, () -> Spawner.spawn(program, filter));
    assertEquals("the kernel refused the filter: EINVAL", refused.getMessage());
    assertEquals(22, refused.errno());
    assertTrue(Files.notExists(made));
  }

  @Test
  void aTextWithoutInterpreterIsRunByTheShell() throws Exception {
    Path script = Files.writeString(folder.resolve("script"), "exit $1$2\n");
    assertTrue(script.toFile().setExecutable(true));
    ExitStatus status = run(RawFilters.always(RawFilters.ALLOW), script.toString(), "4", "2");
    assertEquals(42, status.forShell());
  }

  @Test
  void manyThreadsSpawnAtOnce() throws Exception {
    Executable program = Executable.find(List.of("sh", "-c", "exit 3"));
    List<Thread> threads =
        java.util.stream.Stream.generate(() -> 0)
            .limit(4)
            .map(_ ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < 25; i++) {
                        Filter filter = RawFilters.always(RawFilters.ALLOW);
                        assertEquals(3, Spawner.spawn(program, filter).await().code());
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static ExitStatus run(Filter filter, String... command) {
    return Spawner.spawn(Executable.find(List.of(command)), filter).await();
  }

  private static int number(String name) {
    return Syscalls.number(Abi.host(), name).orElseThrow();
  }
}
