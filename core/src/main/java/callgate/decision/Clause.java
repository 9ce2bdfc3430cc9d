package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import org.jspecify.annotations.Nullable;

/**
 * What happens to some call under a condition.
 *
 * @param kept the author's rule that says so; null when there is none
 * @param rank where that rule stands among all that authors wrote; {@link #UNWRITTEN} for none
 */
record Clause(Action action, Condition condition, @Nullable Rule kept, int rank) {
  static final int UNWRITTEN = Integer.MAX_VALUE;

  static Clause of(Action action, Condition condition) {
    return new Clause(action, condition, null, UNWRITTEN);
  }

  static Clause kept(Rule rule, int rank) {
    return new Clause(rule.action(), rule.condition(), rule, rank);
  }

  /** {@return whether it may be said of an ABI: an author's words hold only where he meant them} */
  boolean mayBeAbout(Abi abi) {
    return kept == null || kept.appliesTo(abi);
  }

  String reason() {
    return kept == null ? "" : kept.reason();
  }

  Position position(Position otherwise) {
    return kept == null ? otherwise : kept.position();
  }
}
