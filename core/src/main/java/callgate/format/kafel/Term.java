package callgate.format.kafel;

import callgate.policy.Condition;

/** What a part of an expression is: a condition, or a number that may depend on one argument. */
sealed interface Term {
  record Truth(Condition condition) implements Term {}

  /**
   * {@code (argument & mask) | plus}.
   *
   * @param argument 0 to 5, or {@link #NONE}
   * @param plus has no bits of the mask
   * @param wide whether kafel compares 64 bits because of it
   */
  record Value(int argument, long mask, long plus, boolean wide) implements Term {
    static final int NONE = -1;

    static Value number(long value) {
      return new Value(NONE, 0, value, (value >>> 32) != 0);
    }

    static Value argument(int index, boolean wide) {
      return new Value(index, -1, 0, wide);
    }

    /** {@return whether the two depend on more than one argument together} */
    boolean clashes(Value other) {
      return argument != NONE && other.argument != NONE && argument != other.argument;
    }

    Value and(Value other) {
      long bits = (mask & other.mask) | (mask & other.plus) | (other.mask & plus);
      return with(other, bits, plus & other.plus);
    }

    Value or(Value other) {
      long set = plus | other.plus;
      return with(other, (mask | other.mask) & ~set, set);
    }

    private Value with(Value other, long bits, long set) {
      int one = argument == NONE ? other.argument : argument;
      return new Value(one, bits, set, wide || other.wide);
    }
  }
}
