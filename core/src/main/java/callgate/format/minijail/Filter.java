package callgate.format.minijail;

import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Position;
import java.util.Optional;

/**
 * What a line says of its calls.
 *
 * @param condition empty when it always holds
 * @param action what calls get for which it holds
 * @param otherwise that the line may mean the other way round: calls for which the condition does
 *     not hold get the action, the others are allowed
 */
record Filter(Optional<Condition> condition, Action action, boolean otherwise, Position position) {
  static Filter always(Action action, Position position) {
    return new Filter(Optional.empty(), action, false, position);
  }
}
