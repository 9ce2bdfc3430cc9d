package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Width;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Which rule is to blame. That some bit is set in two arguments at once takes a diagram that
 * doubles with every bit.
 */
class TooComplexTest {
  private static Condition someBitInBoth(int first, int end) {
    return new Condition.Any(
        IntStream.range(first, end).mapToObj(TooComplexTest::bitInBoth).toList());
  }

  private static Condition bitInBoth(int bit) {
    return new Condition.All(List.of(isSet(0, 1L << bit), isSet(1, 1L << bit)));
  }

  private static Condition isSet(int argument, long bit) {
    return new Condition.Test(argument, Op.NE, 0, bit, Width.BITS_64);
  }

  private static Policy policy(String file, int line, Condition condition) {
    Rule rule =
        new Rule(
            List.of(new Calls.Named("mmap")),
            List.of(),
            Action.ALLOW,
            condition,
            new Position(file, line, 5),
            "");
    return new Policy(
        file,
        List.of(Abi.X86_64),
        Action.errno(1),
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(rule));
  }

  @Test
  void isTheRuleThatThePolicyDoesNotFitWithAnyMore() {
    Policy policy = policy("large.yaml", 7, someBitInBoth(0, 40));
    TooComplex problem =
        assertThrows(TooComplex.class, () -> PolicyMeaning.of(policy, new Diagrams()));
    assertEquals(
        "large.yaml:7:5: with this rule the policy needs more than 4000000 decision nodes; its"
            + " condition must be simpler",
        problem.getMessage());
  }

  @Test
  void areTheRulesThatDoNotFitTogether() {
    Diagrams diagrams = new Diagrams();
    List<Operand> operands =
        List.of(
            Operand.of(policy("one.yaml", 3, someBitInBoth(0, 13)), diagrams),
            Operand.of(policy("other.yaml", 4, someBitInBoth(13, 26)), diagrams));
    TooComplex problem =
        assertThrows(TooComplex.class, () -> SetOperations.merge("merged", operands));
    assertEquals(
        "other.yaml:4:5: what is said about mmap of x86_64 here and at one.yaml:3:5 together needs"
            + " more than 4000000 decision nodes; the conditions must be simpler",
        problem.getMessage());
  }

  @Test
  void isNothingThatCanBeComparedWithoutLookingAtAllCases() {
    Diagrams diagrams = new Diagrams();
    Operand one = Operand.of(policy("one.yaml", 3, someBitInBoth(0, 13)), diagrams);
    Operand other = Operand.of(policy("other.yaml", 4, someBitInBoth(13, 26)), diagrams);
    List<Difference> differences = Comparison.of(one, other, false);
    assertEquals(1, differences.size());
    assertEquals(Verdict.DIFFERENT, differences.getFirst().verdict());
  }
}
