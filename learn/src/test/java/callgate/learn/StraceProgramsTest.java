package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.Executable;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real programs under the real strace, with all options that change what a line looks like: the
 * calls are those that strace itself counts.
 */
final class StraceProgramsTest {
  /** Threads, children, signals, a program that it executes, and output that looks like a call. */
  private static final String PROGRAM =
      """
      #include <pthread.h>
      #include <signal.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/socket.h>
      #include <sys/wait.h>
      #include <unistd.h>
      static void handler(int signal) { (void) signal; }
      static void *run(void *argument) { usleep(1000); return argument; }
      int main() {
        pthread_t threads[3];
        signal(SIGUSR1, handler);
        raise(SIGUSR1);
        for (int i = 0; i < 3; i++) pthread_create(threads + i, 0, run, 0);
        for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
        close(socket(AF_UNIX, SOCK_STREAM, 0));
        const char *text = "printf(hello)\\nread(4)\\nmkdir(no";
        write(2, text, strlen(text));
        if (!fork()) { execl("/bin/true", "true", (char *) 0); _exit(1); }
        wait(0);
        return 3;
      }
      """;

  /**
   * strace doesn't count what never returns; whether a thread must be waited for depends on time.
   */
  private static final Set<String> UNSTEADY = Set.of("exit", "exit_group", "futex");

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace: apt-get install strace");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "needs gcc: apt-get install gcc");
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Files.writeString(folder.resolve("program.c"), PROGRAM);
    assertEquals(0, run("gcc", "-o", "program", "program.c", "-lpthread"));
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start()
        .waitFor();
  }

  /**
   * {@return the calls that strace counts, as {@code arch:name}; it leaves out those that never
   * return}
   */
  private static Set<String> counted(String program) throws Exception {
    run("strace", "-f", "-c", "-o", "counts", program);
    return calls(read("counts"));
  }

  private static LogReading read(String file) throws IOException {
    try (LogInput log = LogInput.open(folder.resolve(file).toString())) {
      return new StraceLog(Abi.X86_64, false).read(log);
    }
  }

  private static void assertSame(Set<String> expected, Set<String> actual, String command) {
    Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(actual);
    Set<String> added = new TreeSet<>(actual);
    added.removeAll(expected);
    assertEquals("missing [] added []", "missing " + missing + " added " + added, command);
  }

  private static Set<String> calls(LogReading reading) {
    Set<String> calls = new TreeSet<>();
    for (Observation seen : reading.evidence().observations()) {
      if (!UNSTEADY.contains(seen.title())) {
        calls.add(seen.abi().token() + ":" + seen.title());
      }
    }
    return calls;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-t",
        "-tt",
        "-ttt",
        "-r",
        "-r -tt",
        "-T",
        "-n",
        "-i",
        "-k",
        "-y",
        "-yy",
        "-Y",
        "-v",
        "-x",
        "-xx",
        "-s 500",
        "-X raw",
        "-X verbose",
        "-C",
        "-a 1",
        "--decode-pids=comm,pidns",
        "--absolute-timestamps=format:unix,precision:s",
        "--relative-timestamps=s",
        "-n -i -ttt -T -yy -Y -v -C",
        "-q",
      })
  void theCallsInALogAreThoseThatStraceCounts(String options) throws Exception {
    Set<String> expected = counted("./program");
    for (String output : List.of("-o trace", "")) {
      List<String> command = new ArrayList<>(List.of("strace", "-f"));
      Stream.of((options + " " + output).split(" ", -1))
          .filter(word -> !word.isEmpty())
          .forEach(command::add);
      command.add("./program");
      assertEquals(3, run(command.toArray(String[]::new)));
      LogReading reading = read(output.isEmpty() ? "output" : "trace");
      assertSame(expected, calls(reading), String.join(" ", command));
      assertEquals(List.of(), reading.remarks(), String.join(" ", command));
      assertEquals("[./program, /bin/true]", reading.evidence().programs().keySet().toString());
      assertTrue(
          reading.evidence().observations().stream()
              .anyMatch(seen -> seen.title().equals("exit_group")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f -o trace", "-f -n -o trace", "-f", "-f -n -tt"})
  void theCallsOfA32BitProgramAreOnesOfItsAbi(String options) throws Exception {
    assumeTrue(
        run("gcc", "-m32", "-o", "program32", "program.c", "-lpthread") == 0,
        "needs a 32-bit compiler: apt-get install gcc-multilib");
    Set<String> expected = counted("./program32");
    assertTrue(expected.contains("x86:mmap2"), expected::toString);
    if (options.contains("-n")) {
      expected.remove("x86:socket"); // the number tells that it was made through socketcall
    }
    List<String> command = new ArrayList<>(List.of("strace"));
    command.addAll(List.of(options.split(" ", -1)));
    command.add("./program32");
    assertEquals(3, run(command.toArray(String[]::new)));
    assertSame(expected, calls(read(options.contains("-o") ? "trace" : "output")), options);
  }

  @Test
  void logsOfOneProcessEachAreReadTogether() throws Exception {
    Set<String> expected = counted("./program");
    run("strace", "-ff", "-o", "each", "./program");
    StraceLog reader = new StraceLog(Abi.X86_64, false);
    Set<String> calls = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("each.")).sorted().toList()) {
        try (LogInput log = LogInput.open(file.toString())) {
          calls.addAll(calls(reader.read(log)));
        }
      }
    }
    assertEquals(expected, calls);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-f", "-f -X raw", "-f -X verbose", "-f -yy -v"})
  void theValuesThatStraceShowsAreThoseThatTheKernelGets(String options) throws Exception {
    List<String> command =
        List.of("sh", "-c", "exec " + folder.resolve("program") + " 2> /dev/null");
    Evidence recorded = Recorder.record(Executable.find(command), command, true).evidence();
    List<String> traced = new ArrayList<>(List.of("strace", "-o", "trace"));
    traced.addAll(List.of(options.split(" ", -1)));
    traced.addAll(command);
    run(traced.toArray(String[]::new));
    try (LogInput log = LogInput.open(folder.resolve("trace").toString())) {
      assertSame(
          values(recorded), values(new StraceLog(Abi.X86_64, true).read(log).evidence()), options);
    }
  }

  /** {@return what is the same in every run: {@code name argument values}} */
  private static Set<String> values(Evidence evidence) {
    Set<String> values = new TreeSet<>();
    for (Observation seen : evidence.observations()) {
      for (SeenValues argument : seen.values()) {
        if (!seen.title().equals("futex")) {
          Set<String> hexadecimal = new TreeSet<>();
          boolean narrow =
              Syscalls.argumentBits(seen.abi(), seen.title(), argument.argument()) == 32;
          for (long value : argument.counts().keySet()) {
            hexadecimal.add(Long.toHexString(narrow ? value & 0xffffffffL : value));
          }
          assertEquals(seen.count(), argument.total(), seen.title());
          values.add(seen.title() + " " + argument.argument() + " " + hexadecimal);
        }
      }
    }
    return values;
  }

  @Test
  void compressedLogsAreReadAsTheyAre() throws Exception {
    run("strace", "-f", "-o", "trace", "./program");
    Set<String> expected = calls(read("trace"));
    assertEquals(0, run("gzip", "-kf", "trace"));
    assertEquals(expected, calls(read("trace.gz")));
    assumeTrue(run("zstd", "-qf", "trace") == 0, "needs zstd: apt-get install zstd");
    assertEquals(expected, calls(read("trace.zst")));
  }

  @Test
  void aCompressedLogThatIsCutShortIsRefused() throws Exception {
    Files.writeString(folder.resolve("long"), "read(3, \"\", 1) = 0\n".repeat(10_000));
    assertEquals(0, run("gzip", "-kf", "long"));
    byte[] whole = Files.readAllBytes(folder.resolve("long.gz"));
    Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));
    BadInput refused = assertThrows(BadInput.class, () -> read("cut.gz"));
    String expected = "BadInput: " + folder.resolve("cut.gz") + ": broken or cut short";
    assertTrue(refused.toString().contains(expected), refused::toString);
  }
}
