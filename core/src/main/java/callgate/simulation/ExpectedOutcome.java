package callgate.simulation;

import callgate.format.Actions;
import callgate.policy.Action;
import java.util.Optional;

/** What a test expects: an action, or any of those that let a call through or stop it. */
sealed interface ExpectedOutcome {
  /** {@code allow} or {@code deny}. */
  record Through(boolean through) implements ExpectedOutcome {}

  /** Exactly this action. */
  record Exactly(Action action) implements ExpectedOutcome {}

  /** {@return whether an action is as expected} */
  default boolean holds(Action action) {
    return switch (this) {
      case Through(boolean through) -> action.lets() == through;
      case Exactly(Action expected) ->
          action.kind() == expected.kind() && action.data() == expected.data();
    };
  }

  /** {@return how it is written} */
  default String text() {
    return switch (this) {
      case Through(boolean through) -> through ? "allow" : "deny";
      case Exactly(Action action) -> Actions.text(action);
    };
  }

  /** {@return what a word such as {@code deny} or {@code errno(EPERM)} means} */
  static Optional<ExpectedOutcome> parse(String word) {
    return switch (word) {
      case "allow" -> Optional.of(new Through(true));
      case "deny" -> Optional.of(new Through(false));
      default -> Actions.parse(word).map(Exactly::new);
    };
  }
}
