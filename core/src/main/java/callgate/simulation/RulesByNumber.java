package callgate.simulation;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a policy about calls, each time only the rules that can be about the call: those that name
 * it and those about ranges of numbers. A policy has hundreds of names, and may be asked millions
 * of times.
 */
final class RulesByNumber implements Judge.SecondOpinion {
  private final Policy policy;

  /** For each ABI by number what the policy says of it. */
  private final Map<Abi, Map<Integer, Policy>> named = new EnumMap<>(Abi.class);

  /** For each ABI what the policy says of numbers that no rule names. */
  private final Map<Abi, Policy> unnamed = new EnumMap<>(Abi.class);

  RulesByNumber(Policy policy) {
    this.policy = policy;
    for (Abi abi : policy.abis()) {
      named.put(abi, new HashMap<>());
      unnamed.put(abi, policy.withRules(rules(abi, null)));
    }
  }

  @Override
  public Action action(Call call) {
    return PolicyEvaluator.decide(about(call), call);
  }

  @Override
  public Decision decision(Call call) {
    @Nullable Abi abi = abi(call);
    Optional<Rule> rule =
        abi == null ? Optional.empty() : PolicyEvaluator.decidingRule(policy, abi, call);
    if (rule.isPresent()) {
      return new Decision.ByRule(rule.get());
    }
    Policy ageless =
        new Policy(
            policy.name(),
            policy.abis(),
            policy.defaultAction(),
            policy.foreignAction(),
            new Newer.AsDefault(),
            policy.flags(),
            List.of());
    if (!PolicyEvaluator.decide(ageless, call).equals(PolicyEvaluator.decide(policy, call))) {
      return new Decision.ByAge();
    }
    return abi == null ? new Decision.ByForeignAbi() : new Decision.ByDefault();
  }

  private @Nullable Abi abi(Call call) {
    for (Abi abi : policy.abis()) {
      if (abi.auditArch() == call.arch() && abi.owns(call.number())) {
        return abi;
      }
    }
    return null;
  }

  private Policy about(Call call) {
    @Nullable Abi abi = abi(call);
    if (abi == null) {
      return policy;
    }
    Map<Integer, Policy> known = named.get(abi);
    @Nullable Policy about = known == null ? null : known.get(call.number());
    if (about == null) {
      about = narrowed(abi, call.number());
    }
    return about;
  }

  private Policy narrowed(Abi abi, int number) {
    String name = Syscalls.name(abi, number).orElse(null);
    @Nullable Policy about = unnamed.get(abi);
    if (name != null || about == null) {
      about = policy.withRules(rules(abi, number));
      named.computeIfAbsent(abi, key -> new HashMap<>()).put(number, about);
    }
    return about;
  }

  /** {@return the rules about ranges, and about a number if there is one, in order} */
  private List<Rule> rules(Abi abi, @Nullable Integer number) {
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      List<Calls> calls = new ArrayList<>();
      for (Calls some : rule.calls()) {
        if (some instanceof Calls.Numbered || names(some, abi, number)) {
          calls.add(some);
        }
      }
      if (rule.appliesTo(abi) && !calls.isEmpty()) {
        rules.add(
            new Rule(
                calls,
                rule.abis(),
                rule.action(),
                rule.condition(),
                rule.position(),
                rule.reason()));
      }
    }
    return rules;
  }

  private static boolean names(Calls calls, Abi abi, @Nullable Integer number) {
    return number != null
        && calls instanceof Calls.Named(String name)
        && Syscalls.number(abi, name).orElse(~number) == number;
  }
}
