package callgate.bpf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.decision.RandomPolicies;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last judge: this machine's kernel, under filters of random policies. */
class KernelAgreementTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final int POLICIES = 120;
  private static final int PROBES = 40;

  /** Calls that are harmless with any arguments, and never fail. */
  private static final List<String> HARMLESS =
      List.of("getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "gettid");

  private record Expected(Policy policy, Call call, String outcome) {}

  @Test
  void theKernelDoesWhatThePolicySays(@TempDir Path directory) throws Exception {
    assumeTrue(Abi.host() == Abi.X86_64, "the probe is written for x86_64");
    assumeTrue(Files.exists(Path.of("/usr/bin/gcc")), "needs gcc: apt-get install gcc");
    Path probe = compile(directory);
    RandomPolicies policies =
        new RandomPolicies(SEED)
            .anywhere()
            .about(
                HARMLESS,
                List.of(
                    List.of(Abi.X86_64),
                    List.of(Abi.X86_64, Abi.X86, Abi.X32),
                    List.of(Abi.X86, Abi.X86_64)));
    List<Expected> expected = new ArrayList<>();
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (int round = 0; round < POLICIES; round++) {
      ask(policies, policies.next(8), expected, input);
    }
    List<String> outcomes = run(probe, input.toByteArray(), directory);
    assertEquals(expected.size(), outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      Expected asked = expected.get(i);
      assertEquals(
          asked.outcome(),
          kind(outcomes.get(i)),
          () -> "seed " + SEED + ": " + asked.call() + " under " + asked.policy());
    }
  }

  private static Path compile(Path directory) throws IOException, InterruptedException {
    Path probe = directory.resolve("probe");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-O1", "-mno-red-zone", "-w", "-o", probe.toString(), "src/test/c/probe.c")
            .inheritIO()
            .start();
    assertEquals(0, gcc.waitFor());
    return probe;
  }

  private static void ask(
      RandomPolicies policies, Policy policy, List<Expected> expected, ByteArrayOutputStream input)
      throws IOException {
    Program program = FilterCompiler.compile(policy).program();
    List<Call> calls = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      calls.add(policies.harmlessCall());
    }
    input.write(ints(program.size(), calls.size()));
    input.write(program.write(ByteOrder.LITTLE_ENDIAN));
    for (Call call : calls) {
      boolean x86 = call.arch() == Abi.X86.auditArch();
      input.write(ints(x86 ? 1 : 0, call.number()));
      ByteBuffer arguments = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 6; i++) {
        arguments.putLong(call.argument(i));
      }
      input.write(arguments.array());
      Action meant = PolicyEvaluator.decide(policy, call);
      expected.add(new Expected(policy, call, outcome(meant)));
    }
  }

  private static byte[] ints(int first, int second) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(first)
        .putInt(second)
        .array();
  }

  private static List<String> run(Path probe, byte[] input, Path directory)
      throws IOException, InterruptedException {
    Path file = Files.write(directory.resolve("input"), input);
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(probe.toString())
            .redirectInput(file.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    List<String> outcomes = Files.readAllLines(output, US_ASCII);
    assertTrue(outcomes.contains("killed"), "some calls are killed");
    return outcomes;
  }

  /** What a program sees: without a tracer or supervisor TRACE and USER_NOTIF fail with ENOSYS. */
  private static String outcome(Action action) {
    return switch (action.kind()) {
      case ALLOW, LOG -> "done";
      case ERRNO -> "ret -" + action.data();
      case TRAP -> "trap " + action.data();
      case TRACE, USER_NOTIF -> "ret -38";
      case KILL_THREAD, KILL_PROCESS -> "killed";
    };
  }

  private static String kind(String outcome) {
    return outcome.startsWith("ret ") && !outcome.startsWith("ret -") ? "done" : outcome;
  }
}
