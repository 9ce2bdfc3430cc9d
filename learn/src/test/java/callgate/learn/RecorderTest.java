package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.bpf.FilterCompiler;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Filter;
import callgate.kernel.Spawner;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real programs, recorded, and run again under the policies that come of it. They print nothing.
 */
final class RecorderTest {
  @TempDir private Path folder;

  private static Recorder.Recorded record(boolean values, String... command) {
    List<String> words = List.of(command);
    return Recorder.record(Executable.find(words), words, values);
  }

  private static Recorder.Recorded shell(String script) {
    return record(false, "sh", "-c", script);
  }

  private static Policy policy(Evidence evidence, boolean values) {
    return PolicySynthesis.of(evidence, "recorded", values, KernelVersion.running()).policy();
  }

  private static ExitStatus underFilter(Policy policy, String... command) {
    Filter filter = Filter.of(FilterCompiler.compile(policy));
    return Spawner.spawn(Executable.find(List.of(command)), filter).await();
  }

  private static Optional<Observation> seen(Evidence evidence, Abi abi, String name) {
    return evidence.observations().stream()
        .filter(seen -> seen.abi() == abi && seen.title().equals(name))
        .findFirst();
  }

  private static long count(Evidence evidence, String name) {
    return seen(evidence, Abi.host(), name).map(Observation::count).orElse(0L);
  }

  @Test
  void theEvidenceSaysWhatWasCalledHowOftenByWhomWithWhat() {
    Recorder.Recorded recorded = record(false, "cat", "/dev/null", "/dev/null", "/dev/null");
    assertEquals(0, recorded.status().forShell());
    assertTrue(recorded.complete());
    Evidence evidence = recorded.evidence();
    Run run = evidence.runs().getFirst();
    assertEquals(List.of("cat", "/dev/null", "/dev/null", "/dev/null"), run.command());
    assertEquals(evidence.calls(), run.calls());
    assertEquals(1, evidence.programs().size());
    Observation openat = seen(evidence, Abi.host(), "openat").orElseThrow();
    assertTrue(openat.count() > 3, openat::toString);
    assertTrue(openat.first().executable().endsWith("/cat"), openat::toString);
    assertTrue(openat.first().arguments().contains("/etc/ld.so"), openat::toString);
    assertTrue(openat.first().pid() > 0, openat::toString);
  }

  @Test
  void childrenAndThreadsAreRecorded() {
    Evidence evidence =
        record(
                false,
                "python3",
                "-c",
                """
                import os, threading
                threads = [threading.Thread(target=os.getsid, args=(0,)) for _ in range(4)]
                [t.start() for t in threads]; [t.join() for t in threads]
                if os.fork() == 0: os.umask(0); os._exit(0)
                os.wait()
                """)
            .evidence();
    assertEquals(4, count(evidence, "getsid"));
    assertEquals(1, count(evidence, "umask"));
  }

  @Test
  void programsThatAreExecutedAreNamed() {
    assertEquals(
        List.of("cat", "true"),
        shell("true() { :; }; /bin/true; nosuchprogram 2>/dev/null; /bin/cat /dev/null")
            .evidence()
            .programs()
            .keySet()
            .stream()
            .map(path -> path.substring(path.lastIndexOf('/') + 1))
            .filter(name -> !name.equals("sh") && !name.equals("dash") && !name.equals("bash"))
            .sorted()
            .toList());
  }

  @Test
  void theStatusIsTheProgramsOwn() {
    assertEquals(7, shell("exit 7").status().forShell());
    assertEquals(143, shell("kill -TERM $$").status().forShell());
    assertEquals(139, shell("kill -SEGV $$").status().forShell());
    assertEquals(137, shell("kill -KILL $$").status().forShell());
    assertEquals(124, record(false, "timeout", "0.2", "sleep", "5").status().forShell());
  }

  @Test
  void aSignalHandlerRunsAsEver() {
    Recorder.Recorded recorded =
        shell("trap 'trap - USR1; exit 9' USR1; kill -USR1 $$; while :; do sleep 0.01; done");
    assertEquals(9, recorded.status().forShell());
    assertTrue(count(recorded.evidence(), "rt_sigreturn") > 0);
  }

  @Test
  void aStoppedProgramGoesOn() {
    assertEquals(0, shell("(sleep 0.1; kill -CONT $$) & kill -STOP $$; wait").status().forShell());
  }

  @Test
  void aDescendantThatOutlivesTheProgramIsRecordedToItsEnd() {
    Evidence evidence = shell("(sleep 0.2; umask 0) >/dev/null 2>&1 & exit 0").evidence();
    assertTrue(count(evidence, "umask") > 0);
  }

  static Stream<List<String>> programs() {
    return Stream.of(
        List.of("ls", "-d", "/nowhere", "--quoting-style=literal"),
        List.of("true"),
        List.of("sh", "-c", "ls -l / | sort | head -3 > /dev/null"),
        List.of("python3", "-c", "import json, subprocess; subprocess.run(['true'], check=True)"),
        List.of("timeout", "0.2", "sleep", "5"),
        List.of("sh", "-c", "trap 'exit 9' USR1; kill -USR1 $$; while :; do :; done"),
        List.of("sh", "-c", "kill -SEGV $$"),
        List.of("find", "/usr/share/doc", "-maxdepth", "1", "-name", "nothing"));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramEndsUnderItsPolicyAsItDidWithout(List<String> words) {
    String[] command = words.toArray(String[]::new);
    if (words.getFirst().equals("ls")) {
      command = new String[] {"sh", "-c", String.join(" ", words) + " 2>/dev/null"};
    }
    for (boolean values : new boolean[] {false, true}) {
      Recorder.Recorded recorded = record(values, command);
      assertEquals(
          recorded.status().forShell(),
          underFilter(policy(recorded.evidence(), values), command).forShell());
    }
  }

  @Test
  void aCallThatWasNotSeenIsStopped() {
    Policy policy = policy(record(false, "true").evidence(), false);
    Path made = folder.resolve("made");
    assertTrue(underFilter(policy, "mkdir", made.toString()).forShell() != 0);
    assertFalse(Files.exists(made));
    assertEquals(0, underFilter(policy, "true").forShell());
  }

  @Test
  void valuesOfFlagsAndCommandsAreTakenDown() {
    Evidence evidence = record(true, "cat", "/dev/null").evidence();
    Observation openat = seen(evidence, Abi.host(), "openat").orElseThrow();
    assertEquals(
        "flags",
        openat.values().stream()
            .map(values -> Syscalls.arguments(Abi.host(), "openat").get(values.argument()).name())
            .collect(Collectors.joining(" ")));
    assertTrue(openat.everyValueOf(2).isPresent(), openat::toString);
    assertEquals(OptionalLong.of(0x80000), openat.values().getFirst().mostFrequent());
  }

  @Test
  void a32BitProgramsCallsAreOnesOfItsAbi() throws IOException, InterruptedException {
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
    Path source = Files.writeString(folder.resolve("p.c"), "int main() { return 3; }\n");
    Path program = folder.resolve("p");
    Process gcc =
        new ProcessBuilder("sh", "-c", "gcc -m32 -o " + program + " " + source + " 2>/dev/null")
            .start();
    assumeTrue(gcc.waitFor() == 0, "needs a 32-bit compiler: apt-get install gcc-multilib");
    Recorder.Recorded recorded = record(false, program.toString());
    assertEquals(3, recorded.status().forShell());
    assertTrue(seen(recorded.evidence(), Abi.X86, "mmap2").isPresent());
    assertTrue(seen(recorded.evidence(), Abi.X86_64, "execve").isPresent());
    assertFalse(seen(recorded.evidence(), Abi.X86_64, "mmap").isPresent());
    Policy policy = policy(recorded.evidence(), false);
    assertEquals(3, underFilter(policy, program.toString()).forShell());
  }
}
