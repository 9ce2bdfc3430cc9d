package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.KernelFeatures;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A recording in the kernel")
class KernelRecorderTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @BeforeEach
  void needsEbpf() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(feature -> feature.name().equals("eBPF") && feature.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
  }

  private static KernelRecorder.Recorded record(boolean values, String... command) {
    List<String> words = List.of(command);
    return KernelRecorder.record(Executable.find(words), words, values);
  }

  private static long count(Evidence evidence, Abi abi, String name) {
    return seen(evidence, abi, name).map(Observation::count).orElse(0L);
  }

  private static Optional<Observation> seen(Evidence evidence, Abi abi, String name) {
    return evidence.observations().stream()
        .filter(seen -> seen.abi() == abi && seen.title().equals(name))
        .findFirst();
  }

  /** What was seen, without times, places and addresses. */
  private static Map<String, String> essence(Evidence evidence) {
    Map<String, String> essence = new TreeMap<>();
    for (Observation seen : evidence.observations()) {
      essence.put(
          seen.abi().token() + " " + seen.title(),
          seen.count() + " " + seen.first().executable() + " " + seen.values());
    }
    essence.put("programs", evidence.programs().toString());
    return essence;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exit 7",
        "cat /dev/null /dev/null; umask 0",
        "(true; exec cat /dev/null); ls -d / > /dev/null 2>&1; nosuchprogram 2> /dev/null; kill $$",
      })
  @DisplayName("gives the evidence that one by notification gives, values of arguments included")
  void sameAsNotification(String script) {
    List<String> words = List.of("sh", "-c", script);
    Recorder.Recorded notified = Recorder.record(Executable.find(words), words, true);
    KernelRecorder.Recorded traced = record(true, words.toArray(String[]::new));
    assertEquals(essence(notified.evidence()), essence(traced.evidence()));
    assertEquals(
        notified.status().forShell(),
        traced.status().map(ExitStatus::forShell).orElseThrow().intValue());
    assertTrue(traced.complete());
    assertEquals(0, traced.lost());
  }

  @Test
  @DisplayName("shows the first call of each kind with its texts")
  void firstCalls() {
    Evidence evidence = record(false, "cat", "/dev/null").evidence();
    Observation execve = seen(evidence, Abi.host(), "execve").orElseThrow();
    assertTrue(execve.first().arguments().contains("/cat\""), execve::toString);
    Observation openat = seen(evidence, Abi.host(), "openat").orElseThrow();
    assertTrue(openat.first().arguments().contains("\"/etc/ld.so"), openat::toString);
    assertTrue(openat.first().executable().endsWith("/cat"), openat::toString);
  }

  @Test
  @DisplayName("tells calls of 32-bit programs from others")
  void narrow() throws IOException, InterruptedException {
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Path program =
        compiled("int main() { __asm__ volatile(\"int $0x80\" : : \"a\"(20)); return 3; }", "-m32");
    Evidence narrow = record(false, program.toString()).evidence();
    assertEquals(1, count(narrow, Abi.X86, "getpid"));
    assertEquals(1, count(narrow, Abi.X86_64, "execve"));
    assertFalse(seen(narrow, Abi.X86_64, "mmap").isPresent());
    // A 64-bit program can make such a call too, where only the kernel's own mark tells.
    Path mixed =
        compiled("int main() { __asm__ volatile(\"int $0x80\" : : \"a\"(20)); return 3; }", "-m64");
    Evidence both = record(false, mixed.toString()).evidence();
    assertEquals(1, count(both, Abi.X86, "getpid"));
    assertFalse(seen(both, Abi.X86_64, "writev").isPresent()); // which has that number there
  }

  @Test
  @DisplayName("tells x32 calls from others, also on kernels that refuse them")
  void x32() throws IOException, InterruptedException {
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Path program =
        compiled(
            "#include <unistd.h>\nint main() { return syscall(0x40000000 | 39) == 0; }", "-m64");
    assertEquals(1, count(record(false, program.toString()).evidence(), Abi.X32, "getpid"));
  }

  @Test
  @DisplayName("follows threads, also one that executes another program")
  void threads() throws IOException, InterruptedException {
    Path program =
        compiled(
            """
            #include <pthread.h>
            #include <unistd.h>
            void *run(void *p) { execl("/bin/sh", "sh", "-c", "cd /; (cd /tmp)", (char *) 0); return p; }
            int main() { pthread_t t; getsid(0); pthread_create(&t, 0, run, 0); pause(); return 1; }
            """,
            "-pthread");
    KernelRecorder.Recorded recorded = record(false, program.toString());
    assertEquals(0, recorded.status().map(ExitStatus::forShell).orElse(-1));
    assertEquals(1, count(recorded.evidence(), Abi.host(), "getsid"));
    assertEquals(2, count(recorded.evidence(), Abi.host(), "chdir"));
  }

  @Test
  @DisplayName("takes hold of a process that runs already, to its end")
  void attach() throws IOException {
    Process process = new ProcessBuilder("sh", "-c", "read line; cd /; (cd /tmp)").start();
    Thread wake =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Thread.sleep(1000);
                process
                    .getOutputStream()
                    .write("go\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                process.getOutputStream().close();
              } catch (IOException | InterruptedException e) {
                process.destroy();
              }
            });
    KernelRecorder.Recorded recorded = KernelRecorder.attach((int) process.pid(), false, LONG);
    assertTrue(recorded.complete());
    assertTrue(recorded.status().isEmpty());
    assertEquals(2, count(recorded.evidence(), Abi.host(), "chdir"));
    // in which it waited when the recording began
    assertTrue(count(recorded.evidence(), Abi.host(), "read") >= 1);
    assertTrue(wake.isAlive() || !process.isAlive());
  }

  @Test
  @DisplayName("ends when its time is over, with the calls that processes wait in")
  void timeOver() throws IOException {
    Process process = new ProcessBuilder("sleep", "100").start();
    try {
      Thread.sleep(200);
      KernelRecorder.Recorded recorded =
          KernelRecorder.attach((int) process.pid(), false, Duration.ofMillis(100));
      assertFalse(recorded.complete());
      assertEquals(
          List.of("clock_nanosleep"),
          recorded.evidence().observations().stream().map(Observation::title).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroy();
    }
  }

  private Path compiled(String program, String option) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("p.c"), program);
    Path file = folder.resolve("p" + option);
    Process gcc =
        new ProcessBuilder("gcc", option, "-w", "-o", file.toString(), source.toString()).start();
    assumeTrue(gcc.waitFor() == 0, "needs a compiler: apt-get install gcc gcc-multilib");
    return file;
  }
}
