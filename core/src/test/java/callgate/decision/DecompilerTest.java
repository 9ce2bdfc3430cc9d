package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecompilerTest {
  private static final long SEED = Long.getLong("seed", 20261122L);

  @Test
  void whatIsDecompiledDecidesEveryCallAsBefore() {
    RandomPolicies policies = new RandomPolicies(SEED);
    for (int round = 0; round < 400; round++) {
      Policy policy = policies.next(8);
      Meaning meaning = PolicyMeaning.of(policy, new Diagrams());
      Policy decompiled = Decompiler.decompile(meaning, "decompiled");
      for (int probe = 0; probe < 100; probe++) {
        Call call = policies.call();
        assertEquals(
            PolicyEvaluator.decide(policy, call),
            PolicyEvaluator.decide(decompiled, call),
            "seed " + SEED + " round " + round + ": " + call);
      }
    }
  }

  @Test
  void theOrderOfDecompiledRulesMeansNothing() {
    RandomPolicies policies = new RandomPolicies(SEED + 1);
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      Meaning meaning = PolicyMeaning.of(policies.next(8), new Diagrams());
      Policy decompiled = Decompiler.decompile(meaning, "decompiled");
      List<Rule> shuffled = new ArrayList<>(decompiled.rules());
      Collections.shuffle(shuffled, random);
      assertEquals(
          meaning,
          PolicyMeaning.of(decompiled.withRules(shuffled), meaning.diagrams()),
          "seed " + SEED + " round " + round);
    }
  }

  @Test
  void noDecompiledRuleIsNeedless() {
    RandomPolicies policies = new RandomPolicies(SEED + 2);
    for (int round = 0; round < 100; round++) {
      Meaning meaning = PolicyMeaning.of(policies.next(8), new Diagrams());
      Policy decompiled = Decompiler.decompile(meaning, "decompiled");
      for (Rule rule : decompiled.rules()) {
        List<Rule> others = new ArrayList<>(decompiled.rules());
        others.remove(rule);
        Meaning without = PolicyMeaning.of(decompiled.withRules(others), meaning.diagrams());
        assertTrue(!meaning.equals(without), "seed " + SEED + " round " + round + ": " + rule);
      }
    }
  }

  @Test
  void whatMostCallsAreDeniedWithIsTheDefaultThoughNewerCallsGetAnotherError() {
    Newer newer = new Newer.Above(Map.of(Abi.X86_64, 231), Action.errno(38));
    Rule rule =
        new Rule(
            List.of(
                new Calls.Named("read"), new Calls.Named("write"), new Calls.Named("exit_group")),
            List.of(),
            Action.ALLOW,
            Condition.ALWAYS,
            Position.of("profile"),
            "");
    Policy profile =
        new Policy(
            "profile",
            List.of(Abi.X86_64),
            Action.errno(1),
            Action.KILL_THREAD,
            newer,
            Set.of(),
            List.of(rule));
    Policy decompiled =
        Decompiler.decompile(PolicyMeaning.of(profile, new Diagrams()), "decompiled");
    assertEquals(List.of(Abi.X86_64), decompiled.abis());
    assertEquals(Action.errno(1), decompiled.defaultAction());
    assertEquals(newer, decompiled.newer());
    assertEquals(1, decompiled.rules().size());
  }
}
