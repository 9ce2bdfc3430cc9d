package callgate.live;

import callgate.policy.Position;
import callgate.simulation.Decision;

/** Says what decided a call, and where that stands. */
final class DecisionWords {
  private DecisionWords() {}

  /**
   * {@return what decided}
   *
   * @param policy what messages call the policy
   */
  static String of(Decision decision, String policy) {
    return switch (decision) {
      case Decision.ByRule(var rule) -> "by the rule at " + where(rule.position(), policy);
      case Decision.ByAge _ -> "by what " + policy + " says of newer calls";
      case Decision.ByDefault _ -> "by the default of " + policy;
      case Decision.ByForeignAbi _ -> "since " + policy + " is not about this ABI";
      case Decision.ByFilter _ -> "by the filter " + policy;
    };
  }

  private static String where(Position position, String policy) {
    return position.line() == 0 ? policy : position.toString();
  }
}
