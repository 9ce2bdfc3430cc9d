package callgate.explanation;

import callgate.decision.Call;
import callgate.policy.Action;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import java.util.Optional;

/**
 * A part of a policy that may have decided a call.
 *
 * @param action what it says
 * @param decision which part it is
 * @param when for which arguments, of those that are not known, as a formula; empty for all of
 *     them, and {@code ...} when that would be too long to read
 * @param example a call that it decides
 */
public record Deciding(Action action, Decision decision, String when, Call example) {
  /** {@return where it stands, if it is a rule} */
  public Optional<Position> position() {
    return decision instanceof Decision.ByRule(Rule rule)
        ? Optional.of(rule.position())
        : Optional.empty();
  }

  /** {@return the author's comment; empty when there is none} */
  public String reason() {
    return decision instanceof Decision.ByRule(Rule rule) ? rule.reason() : "";
  }

  /** {@return which part it is, in one word for programs} */
  public String kind() {
    return switch (decision) {
      case Decision.ByRule _ -> "rule";
      case Decision.ByAge _ -> "newer";
      case Decision.ByDefault _ -> "default";
      case Decision.ByForeignAbi _ -> "foreign";
      case Decision.ByFilter _ -> "filter";
    };
  }
}
