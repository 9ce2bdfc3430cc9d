package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.decision.ComparisonCheck;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.RandomPolicies;
import callgate.decision.TooComplex;
import callgate.decision.Verdict;
import callgate.policy.Action;
import callgate.policy.Policy;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "Comparing filters gives verdicts that hold for every call that is tried, where they are")
class ComparedFiltersTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final int PAIRS = Integer.getInteger("pairs", 2000);

  private final RandomPrograms programs = new RandomPrograms(SEED);
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);

  @Test
  @DisplayName("random programs and others, or programs that differ from them a little")
  void randomPrograms() {
    for (int round = 0; round < PAIRS; round++) {
      Program one =
          round % 2 == 0 ? programs.usual(3 + round % 30) : programs.strange(3 + round % 20);
      Program two = round % 5 == 0 ? programs.usual(3 + round % 30) : changed(one, 1 + round % 3);
      compare(one, two, ByteOrder.LITTLE_ENDIAN, round, List.of());
    }
    assertVerdicts(PAIRS * 7 / 10);
  }

  @Test
  @DisplayName("filters of policies and programs that differ from them a little")
  void compiledPrograms() {
    RandomPolicies policies = new RandomPolicies(SEED);
    for (int round = 0; round < PAIRS; round++) {
      Policy policy = policies.next(6);
      Program one = FilterCompiler.compile(policy).program();
      ByteOrder order = policy.abis().getFirst().order();
      List<Call> calls = Stream.generate(policies::call).limit(30).toList();
      compare(one, changed(one, 1 + round % 3), order, round, calls);
    }
    assertVerdicts(PAIRS * 9 / 10);
  }

  private Program changed(Program program, int times) {
    Program changed = program;
    for (int i = 0; i < times; i++) {
      changed = programs.mutant(changed);
    }
    return changed;
  }

  private void compare(Program one, Program two, ByteOrder order, int round, List<Call> calls) {
    Diagrams diagrams = new Diagrams();
    Optional<Meaning> left = meaning(one, diagrams, order);
    Optional<Meaning> right = meaning(two, diagrams, order);
    if (left.isEmpty() || right.isEmpty()) {
      return;
    }
    ComparisonCheck check =
        new ComparisonCheck(
            left.get(),
            call -> Action.of(Interpreter.run(one, call)),
            right.get(),
            call -> Action.of(Interpreter.run(two, call)),
            call -> order(call) == order,
            round % 3 == 0,
            "seed " + SEED + " round " + round);
    check.checkWitnesses();
    calls.forEach(check::check);
    programs.lookAt(one, two);
    Stream.generate(programs::call).limit(60).forEach(check::check);
    verdicts.merge(check.verdict(), 1, Integer::sum);
  }

  private static Optional<Meaning> meaning(Program program, Diagrams diagrams, ByteOrder order) {
    try {
      return Optional.of(SymbolicExecution.of(program, diagrams, order));
    } catch (Undecided | TooComplex e) {
      return Optional.empty();
    }
  }

  /** {@return the byte order of the machines that make a call: {@code __AUDIT_ARCH_LE} says it} */
  private static ByteOrder order(Call call) {
    return (call.arch() & 0x40000000) != 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private void assertVerdicts(int least) {
    int decided = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    assertTrue(decided >= least, () -> decided + " pairs compared: " + verdicts);
    assertTrue(verdicts.size() == Verdict.values().length, () -> "not all occur: " + verdicts);
  }
}
