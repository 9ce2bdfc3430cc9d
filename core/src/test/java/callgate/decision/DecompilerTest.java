package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Policy;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
}
