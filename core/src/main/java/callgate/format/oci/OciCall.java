package callgate.format.oci;

import callgate.format.oci.OciConditions.Value;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy does with the calls of one name, as entries of a profile: such that no call matches
 * entries of two actions, for then their order would count.
 */
final class OciCall {
  private final String name;
  private final List<Abi> abis;
  private final List<Rule> rules = new ArrayList<>();
  private final Action defaultAction;
  private boolean everywhere = true;

  OciCall(Policy policy, String name) {
    this.name = name;
    this.abis =
        policy.abis().stream().filter(abi -> Syscalls.number(abi, name).isPresent()).toList();
    this.defaultAction = policy.defaultAction();
    for (Rule rule : policy.rules()) {
      if (rule.calls().contains(new Calls.Named(name))) {
        long concerned = abis.stream().filter(rule::appliesTo).count();
        everywhere &= concerned == abis.size() || concerned == 0;
        if (concerned > 0) {
          rules.add(rule);
        }
      }
    }
  }

  /** {@return the rules about the name, in order} */
  List<Rule> rules() {
    return rules;
  }

  /** {@return what keeps the name from a profile, if anything does} */
  Optional<String> problem() {
    if (!everywhere) {
      return Optional.of("a profile can't treat " + name + " differently on different ABIs");
    }
    return entries().isEmpty()
        ? Optional.of("a profile can't say this condition on " + name)
        : Optional.empty();
  }

  /** {@return the entries for each action but the default, if a profile can say it} */
  Optional<Map<Action, List<Map<Integer, Value>>>> entries() {
    Map<Action, List<Condition>> conditions = new LinkedHashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      Action action = rules.get(i).action();
      List<Condition> parts = new ArrayList<>(List.of(rules.get(i).condition()));
      for (Rule earlier : rules.subList(0, i)) {
        if (!earlier.action().equals(action)) {
          parts.add(new Condition.Not(earlier.condition()));
        }
      }
      conditions.computeIfAbsent(action, _ -> new ArrayList<>()).add(new Condition.All(parts));
    }
    conditions.remove(defaultAction);
    Map<Action, List<Map<Integer, Value>>> entries = new LinkedHashMap<>();
    for (Map.Entry<Action, List<Condition>> entry : conditions.entrySet()) {
      Optional<List<Map<Integer, Value>>> said =
          OciConditions.entries(new Condition.Any(entry.getValue()), this::bits);
      if (said.isEmpty()) {
        return Optional.empty();
      }
      if (!said.get().isEmpty()) {
        entries.put(entry.getKey(), said.get());
      }
    }
    return Optional.of(entries);
  }

  /** {@return how many bits a test compares on the ABIs whose arguments have 64} */
  private int bits(Test test) {
    return switch (test.width()) {
      case BITS_64, WHOLE -> 64;
      case BITS_32 -> has64() ? 32 : 64;
      case AUTO ->
          abis.stream()
              .filter(abi -> abi.argumentBits() == 64)
              .mapToInt(abi -> Syscalls.argumentBits(abi, name, test.argument()))
              .min()
              .orElse(64);
    };
  }

  private boolean has64() {
    return abis.stream().anyMatch(abi -> abi.argumentBits() == 64);
  }

  /** {@return the action for the whole call that stops every call that some rule stops} */
  Action strictest() {
    Action strictest = defaultAction;
    for (Rule rule : rules) {
      if (Integer.compare(rule.action().kind().ordinal(), strictest.kind().ordinal()) < 0) {
        strictest = rule.action();
      }
    }
    return strictest;
  }

  /** {@return the reason that all rules about the name share, or none} */
  String reason() {
    List<String> reasons = rules.stream().map(Rule::reason).distinct().toList();
    return reasons.size() == 1 ? reasons.getFirst() : "";
  }
}
