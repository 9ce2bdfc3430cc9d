package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.decision.RandomPolicies;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters that other compilers made, as policies. */
class DecompiledFiltersTest {
  private static final Path FILTERS = Path.of("../../shared/data/filters");

  private static final long SEED = Long.getLong("seed", 20261122L);

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

  @Test
  void randomFiltersAreDecompiledCompiledAgainAndProven() {
    RandomPrograms programs = new RandomPrograms(SEED);
    int again = 0;
    for (int round = 0; round < 300; round++) {
      Program program =
          round % 2 == 0 ? programs.usual(3 + round % 40) : programs.strange(3 + round % 30);
      again += provenAgain(guarded(program), "seed " + SEED + " round " + round);
    }
    assertTrue(again > 250, again + " of 300");
  }

  @Test
  void filtersOfPoliciesWithOneInstructionChangedAreDecompiledCompiledAgainAndProven() {
    RandomPrograms programs = new RandomPrograms(SEED);
    RandomPolicies policies = new RandomPolicies(SEED);
    int again = 0;
    for (int round = 0; round < 300; round++) {
      Program program = programs.mutant(FilterCompiler.compile(policies.next(6)).program());
      again += provenAgain(program, "seed " + SEED + " round " + round);
    }
    assertTrue(again > 250, again + " of 300");
  }

  /** {@return the program for x86_64; calls of other ABIs are killed} */
  private static Program guarded(Program program) {
    List<Instruction> instructions = new ArrayList<>();
    instructions.add(Instruction.of(Opcode.LD_ABS, 4));
    instructions.add(Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 1, 0));
    instructions.add(Instruction.of(Opcode.RET_K, Action.KILL_PROCESS.returnValue()));
    instructions.addAll(program.instructions());
    return Program.of(instructions);
  }

  /**
   * {@return 1, or 0 for a program that is no policy, whose meaning can't be told, or that tests
   * bits so that what it means does not fit into a filter without these tests}
   */
  private static int provenAgain(Program program, String place) {
    Meaning meaning;
    Policy policy;
    try {
      meaning = SymbolicExecution.of(program, new Diagrams());
      policy = Decompiler.decompile(meaning, "random");
    } catch (Undecided | TooComplex | Inexpressible e) {
      return 0;
    }
    Program again;
    try {
      again = FilterCompiler.compile(policy).program();
    } catch (InvalidProgram tooLong) {
      return 0;
    }
    assertEquals(meaning, SymbolicExecution.of(again, meaning.diagrams()), place);
    assertEquals(meaning, PolicyMeaning.of(policy, meaning.diagrams()), place);
    return 1;
  }
}
