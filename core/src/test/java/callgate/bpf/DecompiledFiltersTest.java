package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.CallText;
import callgate.decision.Change;
import callgate.decision.Comparison;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Difference;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Policy;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that other compilers made of the same two policies; not all of them mean the same. */
class DecompiledFiltersTest {
  private static final Path FILTERS = Path.of("../../shared/data/filters");

  private static Meaning meaning(String name, Diagrams diagrams) throws IOException {
    Path file = FILTERS.resolve(name + ".bpf");
    assumeTrue(
        Files.exists(file), "needs " + name + ".bpf in ../shared/data/filters beside the project");
    Program program = Program.read(Files.readAllBytes(file), ByteOrder.LITTLE_ENDIAN);
    return SymbolicExecution.of(program, diagrams);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker.elastic", "docker.gvisor", "docker.kafel", "docker.mjbst",
        "min40.elastic", "min40.gvisor", "min40.kafel", "min40.mjbst"
      })
  void decompiledAndCompiledAgainIsTheSame(String name) throws IOException {
    Meaning meaning = meaning(name, new Diagrams());
    Policy policy = Decompiler.decompile(meaning, name);
    ProvenFilter again = FilterCompiler.compile(policy);
    assertEquals(meaning, SymbolicExecution.of(again.program(), meaning.diagrams()));
    assertEquals(meaning, PolicyMeaning.of(policy, meaning.diagrams()));
  }

  @Test
  void theAllowListOfFortyCallsIsOneRule() throws IOException {
    for (String name : List.of("min40.gvisor", "min40.kafel", "min40.mjbst")) {
      Policy policy = Decompiler.decompile(meaning(name, new Diagrams()), name);
      assertEquals(1, policy.rules().size(), name);
      assertEquals(40, policy.rules().getFirst().calls().size(), name);
      assertEquals(Action.KILL_PROCESS, policy.defaultAction(), name);
    }
  }

  /** {@return each change as text: the call, what it was and what it becomes} */
  private static List<String> changes(String left, String right) throws IOException {
    Diagrams diagrams = new Diagrams();
    List<String> texts = new ArrayList<>();
    for (Difference difference :
        Comparison.of(meaning(left, diagrams), meaning(right, diagrams), false)) {
      for (Change change : difference.changes()) {
        String where = difference.abis().isEmpty() ? "other" : difference.abis().toString();
        texts.add(
            where
                + " "
                + CallText.of(change.witness())
                + ": "
                + change.left()
                + " -> "
                + change.right());
      }
    }
    return texts;
  }

  @Test
  void kafelAndGvisorDifferOnlyInHowForeignAbisDie() throws IOException {
    assertEquals(
        List.of("other syscall(0): KILL_PROCESS -> KILL_THREAD"),
        changes("docker.gvisor", "docker.kafel"));
  }

  @Test
  void elasticLosesConditionsOfPersonalityAndRefusesX32() throws IOException {
    assertEquals(
        List.of(
            "[x86_64] personality(0x38): ERRNO(1) -> ALLOW",
            "[x86_64] personality(0x1b3): ERRNO(1) -> ERRNO(38)",
            "[x86_64] syscall(-1): ERRNO(1) -> ERRNO(38)",
            "[x32] read(0, NULL, 0): ERRNO(1) -> ERRNO(38)",
            "other syscall(0): KILL_PROCESS -> ERRNO(1)"),
        changes("docker.gvisor", "docker.elastic"));
  }
}
