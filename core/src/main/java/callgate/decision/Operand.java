package callgate.decision;

import callgate.policy.Policy;
import java.util.List;
import java.util.Optional;

/**
 * What a set operation works on.
 *
 * @param meaning what it means
 * @param policy what its author wrote; empty for a raw filter
 */
public record Operand(Meaning meaning, Optional<Policy> policy) {
  /** {@return a policy, brought into a store} */
  public static Operand of(Policy policy, Diagrams diagrams) {
    return new Operand(PolicyMeaning.of(policy, diagrams), Optional.of(policy));
  }

  /** {@return what authors wrote} */
  static List<Policy> authors(List<Operand> operands) {
    return operands.stream().flatMap(operand -> operand.policy.stream()).toList();
  }
}
