package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final long SEED = Long.getLong("seed", 20261122L);
  private static final int PAIRS = Integer.getInteger("pairs", 2000);

  private static Policy policy(List<Abi> abis, Action usual, Rule... rules) {
    return new Policy(
        "p", abis, usual, Action.KILL_PROCESS, new Newer.AsDefault(), Set.of(), List.of(rules));
  }

  private static Policy allowing(Rule... rules) {
    return policy(List.of(Abi.X86_64), Action.errno(1), rules);
  }

  private static List<Difference> compare(Policy left, Policy right, boolean whetherOnly) {
    Diagrams diagrams = new Diagrams();
    return Comparison.of(
        PolicyMeaning.of(left, diagrams), PolicyMeaning.of(right, diagrams), whetherOnly);
  }

  @Test
  void policiesThatSayTheSameInOtherWordsAreEqual() {
    Policy one = allowing(Rule.of(Action.ALLOW, "read", "write"));
    Policy two = allowing(Rule.of(Action.ALLOW, "write"), Rule.of(Action.ALLOW, "read"));
    assertEquals(List.of(), compare(one, two, false));
  }

  @Test
  void callsThatDifferAlikeAreOneDifference() {
    Policy one = allowing(Rule.of(Action.ALLOW, "read"));
    Policy two = allowing(Rule.of(Action.ALLOW, "read", "ptrace", "bpf"));
    List<Difference> differences = compare(one, two, false);
    assertEquals(1, differences.size());
    Difference difference = differences.getFirst();
    assertEquals(List.of(new Calls.Named("bpf"), new Calls.Named("ptrace")), difference.calls());
    assertEquals(Verdict.LOOSER, difference.verdict());
    assertTrue(difference.whatever());
    assertEquals(
        "bpf(0, NULL, 0, NULL, 0)", CallText.of(difference.changes().getFirst().witness()));
  }

  @Test
  void aDifferenceThatTurnsOnAnArgumentHasACallThatShowsIt() {
    Condition vsock = Condition.Test.of(0, Op.EQ, 40);
    Policy one = allowing(Rule.of(Action.ALLOW, "socket"));
    Policy two = allowing(Rule.of(Action.ALLOW, "socket").when(new Condition.Not(vsock)));
    List<Difference> differences = compare(one, two, false);
    assertEquals(1, differences.size());
    assertEquals(Verdict.TIGHTER, differences.getFirst().verdict());
    Change change = differences.getFirst().changes().getFirst();
    assertEquals(Action.ALLOW, change.left());
    assertEquals(Action.errno(1), change.right());
    assertEquals(Call.of(Abi.X86_64, 41, 40), change.witness());
  }

  @Test
  void anotherErrnoIsDifferentUnlessOnlyWhetherCounts() {
    Policy one = allowing(Rule.of(Action.errno(38), "clone3"));
    Policy two = allowing();
    assertEquals(Verdict.DIFFERENT, compare(one, two, false).getFirst().verdict());
    assertEquals(List.of(), compare(one, two, true));
  }

  @Test
  void theSameOnSeveralAbisIsOneDifference() {
    List<Abi> abis = List.of(Abi.X86_64, Abi.X86, Abi.AARCH64);
    Policy one = policy(abis, Action.errno(1), Rule.of(Action.ALLOW, "read", "open"));
    Policy two = policy(abis, Action.errno(1));
    List<Difference> differences = compare(one, two, false);
    assertEquals(1, differences.size());
    assertEquals(2, differences.getFirst().calls().size());
    assertEquals(3, differences.getFirst().abis().size());
  }

  @Test
  void aCallThatDiffersOnOneOfItsAbisIsNotAmongThoseThatDifferOnAll() {
    List<Abi> abis = List.of(Abi.X86_64, Abi.X86);
    Policy one = policy(abis, Action.errno(1));
    // x86 has no semtimedop.
    Rule everywhere = Rule.of(Action.ALLOW, "semtimedop", "openat");
    Rule here = Rule.of(Action.ALLOW, "tgkill").on(List.of(Abi.X86_64));
    List<Difference> differences =
        compare(one, policy(abis, Action.errno(1), everywhere, here), false);
    assertEquals(2, differences.size());
    assertEquals(
        List.of(new Calls.Named("semtimedop"), new Calls.Named("tgkill")),
        differences.getFirst().calls());
    assertEquals("[x86_64]", differences.getFirst().abis().toString());
    assertEquals(List.of(new Calls.Named("openat")), differences.getLast().calls());
    assertEquals("[x86_64, x86]", differences.getLast().abis().toString());
  }

  @Test
  void everyCallIsADifferenceOfAllNumbersOnlyWhereAllDiffer() {
    Policy one = policy(List.of(Abi.X86_64), Action.errno(1));
    Policy two = policy(List.of(Abi.X86_64), Action.ALLOW);
    assertEquals(List.of(new Calls.Numbered(0, -1)), compare(one, two, false).getFirst().calls());
    Rule skipped = Rule.of(Action.errno(1), "read").about(List.of(new Calls.Numbered(-1, -1)));
    Policy three = policy(List.of(Abi.X86_64), Action.ALLOW, skipped);
    assertEquals(
        List.of(new Calls.Numbered(0, 0x3fffffff)), compare(one, three, false).getFirst().calls());
  }

  @Test
  void abisThatNeitherNamesAreOneDifference() {
    Policy one = policy(List.of(Abi.X86_64), Action.ALLOW);
    Policy two =
        new Policy(
            "p",
            List.of(Abi.X86_64),
            Action.ALLOW,
            Action.ALLOW,
            new Newer.AsDefault(),
            Set.of(),
            List.of());
    List<Difference> differences = compare(one, two, false);
    assertEquals(Verdict.LOOSER, Comparison.verdict(differences));
    assertEquals(List.of(), differences.getLast().abis());
  }

  @Test
  void everyVerdictHoldsForEveryCallThatIsTried() {
    RandomPolicies policies = new RandomPolicies(SEED);
    for (int round = 0; round < PAIRS; round++) {
      Policy one = policies.next(6);
      Policy two = variant(policies, one);
      Diagrams diagrams = new Diagrams();
      ComparisonCheck check =
          new ComparisonCheck(
              PolicyMeaning.of(one, diagrams),
              call -> PolicyEvaluator.decide(one, call),
              PolicyMeaning.of(two, diagrams),
              call -> PolicyEvaluator.decide(two, call),
              _ -> true,
              round % 3 == 0,
              "seed " + SEED + " round " + round);
      check.checkWitnesses();
      for (int probe = 0; probe < 60; probe++) {
        check.check(policies.call());
      }
    }
  }

  /** Another policy in half of all cases, else one with a rule less. */
  private static Policy variant(RandomPolicies policies, Policy policy) {
    if (policy.rules().isEmpty() || policy.rules().size() % 2 == 0) {
      return policies.next(6);
    }
    return policy.withRules(policy.rules().subList(1, policy.rules().size()));
  }
}
