package callgate.decision;

import callgate.policy.Action;

/** How strict one policy is with a call, compared with another. */
public enum Verdict {
  EQUAL,
  /** It stops what the other lets through, or stops it harder. */
  TIGHTER,
  /** It lets through what the other stops, or stops it less hard. */
  LOOSER,
  /** Tighter here and looser there, or the same action with other data. */
  DIFFERENT;

  /**
   * {@return how an action compares with another} The order is the kernel's precedence.
   *
   * @param whetherOnly whether it counts only that a call is let through, not how it is stopped
   */
  public static Verdict of(Action left, Action right, boolean whetherOnly) {
    if (whetherOnly) {
      return left.lets() == right.lets() ? EQUAL : left.lets() ? TIGHTER : LOOSER;
    }
    int order = right.kind().compareTo(left.kind());
    return order < 0
        ? TIGHTER
        : order > 0 ? LOOSER : left.data() == right.data() ? EQUAL : DIFFERENT;
  }

  /** {@return what two verdicts on different calls are together} */
  public Verdict and(Verdict other) {
    return this == EQUAL || this == other ? other : other == EQUAL ? this : DIFFERENT;
  }
}
