package callgate.policy;

import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;

/**
 * What an author means by a filter: a function from calls to actions, written down readably. The
 * first rule that matches a call decides; then {@code newer}; then {@code defaultAction}.
 *
 * @param name what messages call it: a file name or {@code builtin:NAME}
 * @param abis the ABIs whose calls the rules are about; calls of any other get {@code
 *     foreignAction}
 * @param rules in order
 */
public record Policy(
    String name,
    List<Abi> abis,
    Action defaultAction,
    Action foreignAction,
    Newer newer,
    Set<FilterFlag> flags,
    List<Rule> rules) {
  public Policy {
    abis = List.copyOf(abis);
    flags = Set.copyOf(flags);
    rules = List.copyOf(rules);
    if (abis.isEmpty()) {
      throw new IllegalArgumentException("a policy is about at least one ABI");
    }
  }

  /** {@return whether it lets every call through, so that installing it protects from nothing} */
  public boolean isUnconfined() {
    return defaultAction.equals(Action.ALLOW)
        && newer.action(defaultAction).equals(Action.ALLOW)
        && rules.stream().allMatch(r -> r.action().equals(Action.ALLOW));
  }

  public Policy withRules(List<Rule> rules) {
    return new Policy(name, abis, defaultAction, foreignAction, newer, flags, rules);
  }

  public Policy withAbis(List<Abi> abis) {
    return new Policy(name, abis, defaultAction, foreignAction, newer, flags, rules);
  }

  public Policy withDefaultAction(Action defaultAction) {
    return new Policy(name, abis, defaultAction, foreignAction, newer, flags, rules);
  }

  public Policy withNewer(Newer newer) {
    return new Policy(name, abis, defaultAction, foreignAction, newer, flags, rules);
  }
}
