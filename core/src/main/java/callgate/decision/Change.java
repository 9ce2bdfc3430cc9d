package callgate.decision;

import callgate.policy.Action;

/**
 * That two policies do different things with a call, and a call that shows it.
 *
 * @param left what the first does
 * @param right what the second does
 * @param witness a call that shows it; bits of it that don't matter are 0
 */
public record Change(Action left, Action right, Call witness) {
  /** {@return whether the same happens to the arguments of another call} */
  boolean isLike(Change other) {
    if (!left.equals(other.left) || !right.equals(other.right)) {
      return false;
    }
    for (int i = 0; i <= 6; i++) {
      if (witness.argument(i) != other.witness.argument(i)) {
        return false;
      }
    }
    return true;
  }
}
