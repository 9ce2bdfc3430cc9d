package callgate.explanation;

import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;

/** A change of what a policy means. */
public sealed interface PolicyChange {
  /** One more rule, which decides before all others. */
  record AddRule(Rule rule) implements PolicyChange {}

  /** The policy is about one more ABI: all its rules then apply there. */
  record AddAbi(Abi abi) implements PolicyChange {}

  /** {@return the change, with a reason that stands beside the rule} */
  default PolicyChange because(String reason) {
    return switch (this) {
      case AddRule(Rule rule) ->
          new AddRule(
              new Rule(
                  rule.calls(),
                  rule.abis(),
                  rule.action(),
                  rule.condition(),
                  rule.position(),
                  reason));
      case AddAbi addAbi -> addAbi;
    };
  }

  /** {@return the policy after the change} */
  default Policy applyTo(Policy policy) {
    switch (this) {
      case AddRule(Rule rule) -> {
        List<Rule> rules = new ArrayList<>();
        rules.add(rule);
        rules.addAll(policy.rules());
        return policy.withRules(rules);
      }
      case AddAbi(Abi abi) -> {
        List<Abi> abis = new ArrayList<>(policy.abis());
        abis.add(abi);
        return policy.withAbis(abis);
      }
    }
  }
}
