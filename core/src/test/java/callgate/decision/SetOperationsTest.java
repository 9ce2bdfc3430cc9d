package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetOperationsTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final Condition UNIX = Condition.Test.of(0, Op.EQ, 1);
  private static final Condition INTERNET = Condition.Test.of(0, Op.EQ, 2);

  private static Policy policy(String name, Rule... rules) {
    return new Policy(
        name,
        List.of(Abi.X86_64),
        Action.errno(1),
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(rules));
  }

  private static Rule rule(String file, int line, String reason, Condition when, String... names) {
    List<Calls> calls = Stream.of(names).<Calls>map(Calls.Named::new).toList();
    return new Rule(calls, List.of(), Action.ALLOW, when, new Position(file, line, 1), reason);
  }

  private static List<Operand> operands(Policy... policies) {
    Diagrams diagrams = new Diagrams();
    return Stream.of(policies).map(policy -> Operand.of(policy, diagrams)).toList();
  }

  @Test
  void mergeKeepsTheRulesOfBothWithTheirReasonsAndPositions() {
    Rule unix = rule("a", 3, "logging", UNIX, "socket");
    Rule internet = rule("b", 7, "metrics", INTERNET, "socket");
    Policy merged = SetOperations.merge("m", operands(policy("a", unix), policy("b", internet)));
    assertEquals(List.of(unix, internet), merged.rules());
  }

  @Test
  void mergeDropsARuleThatAnotherMakesNeedless() {
    Rule unix = rule("a", 3, "logging", UNIX, "socket");
    Rule any = rule("b", 7, "metrics", Condition.ALWAYS, "socket", "connect");
    Policy merged = SetOperations.merge("m", operands(policy("a", unix), policy("b", any)));
    assertEquals(List.of(any), merged.rules());
  }

  @Test
  void intersectKeepsWhatIsLeftOfARule() {
    Rule many = rule("a", 3, "files", Condition.ALWAYS, "read", "write", "close");
    Rule few = rule("b", 7, "", Condition.ALWAYS, "close", "read");
    Policy both = SetOperations.intersect("i", operands(policy("a", many), policy("b", few)));
    assertEquals(List.of(rule("a", 3, "files", Condition.ALWAYS, "read", "close")), both.rules());
  }

  @Test
  void ofTwoRulesThatSayTheSameTheOneWithAReasonIsKept() {
    Rule silent = rule("a", 3, "", Condition.ALWAYS, "read");
    Rule reasoned = rule("b", 7, "its files", Condition.ALWAYS, "read");
    Policy both =
        SetOperations.intersect("i", operands(policy("a", silent), policy("b", reasoned)));
    assertEquals(List.of(reasoned), both.rules());
  }

  @Test
  void intersectOfConditionsIsWrittenAnew() {
    Rule below = rule("a", 3, "", Condition.Test.of(0, Op.LT, 10), "alarm");
    Rule above = rule("b", 7, "", Condition.Test.of(0, Op.GT, 8), "alarm");
    Policy both = SetOperations.intersect("i", operands(policy("a", below), policy("b", above)));
    Rule nine =
        new Rule(
            List.of(new Calls.Named("alarm")),
            List.of(),
            Action.ALLOW,
            Condition.Test.of(0, Op.EQ, 9),
            Position.of("i"),
            "");
    assertEquals(List.of(nine), both.rules());
  }

  @Test
  void subtractTakesAwayWhatTheOthersAllow() {
    Rule many = rule("a", 3, "files", Condition.ALWAYS, "read", "write", "socket");
    Rule few = rule("b", 7, "", Condition.ALWAYS, "read");
    Rule unix = rule("b", 8, "", UNIX, "socket");
    Policy rest = SetOperations.subtract("s", operands(policy("a", many), policy("b", few, unix)));
    Rule socket =
        new Rule(
            List.of(new Calls.Named("socket")),
            List.of(),
            Action.ALLOW,
            Condition.Test.of(0, Op.NE, 1),
            Position.of("s"),
            "");
    assertEquals(List.of(rule("a", 3, "files", Condition.ALWAYS, "write"), socket), rest.rules());
  }

  @Test
  void operationsDecideEveryCallAsTheirOperandsSay() {
    RandomPolicies left = new RandomPolicies(SEED);
    RandomPolicies right = new RandomPolicies(SEED + 1);
    for (int round = 0; round < 150; round++) {
      Policy a = left.next(6);
      Policy b = right.next(6);
      Policy merged = SetOperations.merge("m", operands(a, b));
      Policy both = SetOperations.intersect("i", operands(a, b));
      Policy rest = SetOperations.subtract("s", operands(a, b));
      for (int probe = 0; probe < 100; probe++) {
        Call call = probe % 2 == 0 ? left.call() : right.call();
        Action first = PolicyEvaluator.decide(a, call);
        Action second = PolicyEvaluator.decide(b, call);
        String where = "seed " + SEED + " round " + round + ": " + call;
        boolean firstStricter = first.kind().compareTo(second.kind()) < 0;
        boolean equal = first.kind() == second.kind();
        assertEquals(
            equal || !firstStricter ? first : second, PolicyEvaluator.decide(merged, call), where);
        assertEquals(
            equal || firstStricter ? first : second, PolicyEvaluator.decide(both, call), where);
        Action left2 = PolicyEvaluator.decide(rest, call);
        assertEquals(first.lets() && !second.lets(), left2.lets(), where);
        assertTrue(first.lets() || left2.equals(first), where);
      }
    }
  }
}
