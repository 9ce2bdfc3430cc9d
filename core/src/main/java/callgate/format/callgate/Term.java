package callgate.format.callgate;

import callgate.policy.Condition;
import callgate.policy.Condition.Width;

/** What a part of a formula is. */
sealed interface Term {
  /** Something that holds or doesn't. */
  record Truth(Condition condition) implements Term {}

  /**
   * A number.
   *
   * @param negative whether it was written so that all bits above those written are ones
   * @param offset where it stands
   */
  record Constant(long value, boolean negative, int offset) implements Term {
    /** {@return whether the number is the same when only so many low bits of it are kept} */
    boolean fits(int bits) {
      return bits == 64 || (negative ? value >> 31 == -1 : value >>> 32 == 0);
    }
  }

  /**
   * An argument, possibly masked.
   *
   * @param mask -1 for none
   */
  record Masked(int argument, Width width, long mask) implements Term {}
}
