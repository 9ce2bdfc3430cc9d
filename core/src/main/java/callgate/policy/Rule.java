package callgate.policy;

import callgate.syscall.Abi;
import java.util.List;

/**
 * One statement of a policy: these calls, when the condition holds, get this action.
 *
 * @param calls at least one
 * @param abis where it applies; empty for every ABI of the policy
 * @param position where it stands
 * @param reason the author's comment; empty when there is none
 */
public record Rule(
    List<Calls> calls,
    List<Abi> abis,
    Action action,
    Condition condition,
    Position position,
    String reason) {
  public Rule {
    calls = List.copyOf(calls);
    abis = List.copyOf(abis);
    if (calls.isEmpty()) {
      throw new IllegalArgumentException("a rule is about at least one call");
    }
  }

  /** {@return an unconditional rule for names on every ABI, as programs build it} */
  public static Rule of(Action action, String... names) {
    List<Calls> calls = List.of(names).stream().<Calls>map(Calls.Named::new).toList();
    return new Rule(calls, List.of(), action, Condition.ALWAYS, Position.of("<program>"), "");
  }

  /** {@return this rule under a condition} */
  public Rule when(Condition condition) {
    return new Rule(calls, abis, action, condition, position, reason);
  }

  /** {@return this rule about other calls} */
  public Rule about(List<Calls> calls) {
    return new Rule(calls, abis, action, condition, position, reason);
  }

  /** {@return this rule on other ABIs; none for every ABI of the policy} */
  public Rule on(List<Abi> abis) {
    return new Rule(calls, abis, action, condition, position, reason);
  }

  public boolean appliesTo(Abi abi) {
    return abis.isEmpty() || abis.contains(abi);
  }
}
