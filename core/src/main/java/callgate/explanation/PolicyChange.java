package callgate.explanation;

import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;

/** A change of what a policy means. */
public sealed interface PolicyChange {
  /** One more rule, which decides before all others. */
  record AddRule(Rule rule) implements PolicyChange {
    @Override
    public PolicyChange because(String reason) {
      return new AddRule(
          new Rule(
              rule.calls(), rule.abis(), rule.action(), rule.condition(), rule.position(), reason));
    }

    @Override
    public Policy applyTo(Policy policy) {
      List<Rule> rules = new ArrayList<>();
      rules.add(rule);
      rules.addAll(policy.rules());
      return policy.withRules(rules);
    }
  }

  /** The policy is about one more ABI: all its rules then apply there. */
  record AddAbi(Abi abi) implements PolicyChange {
    @Override
    public PolicyChange because(String reason) {
      return this;
    }

    @Override
    public Policy applyTo(Policy policy) {
      List<Abi> abis = new ArrayList<>(policy.abis());
      abis.add(abi);
      return policy.withAbis(abis);
    }
  }

  /** {@return the change, with a reason that stands beside the rule} */
  PolicyChange because(String reason);

  /** {@return the policy after the change} */
  Policy applyTo(Policy policy);
}
