package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.syscall.Abi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Programs of all kinds are supervised:")
class SupervisorProgramsTest {
  private static final NotificationHandler COUNT = _ -> NotificationHandler.Next.COUNT;

  @TempDir Path folder;

  @Test
  @DisplayName("one that speaks three ABIs")
  void abis() throws Exception {
    assumeTrue(Abi.host() == Abi.X86_64, "needs an x86_64 machine");
    Path program =
        assembled(
            """
            .globl _start
            _start:
              mov $0x4000006e, %eax   # getppid of x32
              syscall
              mov $20, %eax           # getpid of i386
              int $0x80
              mov $60, %eax           # exit of x86_64
              mov $5, %edi
              syscall
            """);
    Recording recording = Supervisor.record(Executable.find(List.of(program.toString())), COUNT);
    assertEquals(5, recording.status().code());
    List<String> calls =
        recording.counts().stream()
            .map(call -> call.abi().map(Abi::token).orElse("?") + " " + call.number())
            .sorted()
            .toList();
    assertEquals(List.of("x32 1073741934", "x86 20", "x86_64 59", "x86_64 60"), calls);
  }

  @Test
  @DisplayName("one with numbers that no kernel has")
  void oddNumbers() throws Exception {
    assumeTrue(Abi.host() == Abi.X86_64, "needs an x86_64 machine");
    Path program =
        assembled(
            """
            .globl _start
            _start:
              mov $100000, %eax
              syscall
              mov $-2, %eax
              syscall
              mov $-2, %eax
              syscall
              mov $60, %eax
              xor %edi, %edi
              syscall
            """);
    Recording recording = Supervisor.record(Executable.find(List.of(program.toString())), COUNT);
    int arch = Abi.X86_64.auditArch();
    assertTrue(recording.counts().contains(new CallCount(arch, 100000, 1)));
    assertTrue(recording.counts().contains(new CallCount(arch, -2, 2)));
    assertEquals(Optional.of(Abi.X32), new CallCount(arch, -2, 2).abi());
  }

  @Test
  @DisplayName("one that is killed by the kernel")
  void crash() throws Exception {
    Recording recording =
        Supervisor.record(
            Executable.find(List.of(Commands.PYTHON, "-c", "import ctypes; ctypes.string_at(8)")),
            COUNT);
    assertEquals(11, recording.status().signal());
  }

  @Test
  @DisplayName("one that executes another, many times, from many threads")
  void threadsThatExecute() {
    String program =
        """
        import threading, subprocess
        def work():
          for _ in range(5): subprocess.run(["/bin/true"], check=True)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """;
    Recording recording =
        Supervisor.record(Executable.find(List.of(Commands.PYTHON, "-c", program)), COUNT);
    assertEquals(0, recording.status().forShell());
    assertEquals(21, count(recording, SystemCall.EXECVE));
  }

  @Test
  @DisplayName("one that is killed while its calls wait for an answer")
  void killedWhileAsking() {
    String program =
        """
        import os, signal, time
        for _ in range(20):
          child = os.fork()
          if child == 0:
            while True: os.getppid()
          time.sleep(0.005)
          os.kill(child, signal.SIGKILL)
          os.waitpid(child, 0)
        """;
    Recording recording =
        Supervisor.record(
            Executable.find(List.of(Commands.PYTHON, "-c", program)),
            _ -> NotificationHandler.Next.SHOW);
    assertEquals(0, recording.status().forShell());
    assertEquals(20, count(recording, SystemCall.KILL));
  }

  @Test
  @DisplayName("one with a large environment")
  void largeEnvironment() {
    List<String> environment =
        java.util.stream.IntStream.range(0, 1000)
            .mapToObj(i -> "V" + i + "=" + "x".repeat(500))
            .toList();
    Executable program =
        Executable.find(List.of("/bin/sh", "-c", "test ${#V999} = 500"))
            .withEnvironment(environment);
    assertEquals(0, Supervisor.record(program, COUNT).status().forShell());
  }

  @Test
  @DisplayName("also by a kernel that does not wake a receiver at the end")
  void polling() {
    Executable program = Executable.find(List.of("/bin/sh", "-c", "(sleep 0.1; true) & exit 3"));
    Recording recording =
        Supervisor.run(program, Filter.notifying(), Privileges.GIVE_UP, COUNT, true);
    assertEquals(3, recording.status().code());
    assertTrue(recording.complete());
  }

  private Path assembled(String source) throws Exception {
    assumeTrue(Commands.exist("gcc"), "needs a compiler: apt-get install gcc");
    Path file = Files.writeString(folder.resolve("program.s"), source);
    Path program = folder.resolve("program");
    Process compiler =
        new ProcessBuilder("gcc", "-nostdlib", "-static", "-o", program.toString(), file.toString())
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor());
    return program;
  }

  private static long count(Recording recording, SystemCall call) {
    return recording.counts().stream()
        .filter(count -> count.number() == call.number())
        .mapToLong(CallCount::count)
        .sum();
  }
}
