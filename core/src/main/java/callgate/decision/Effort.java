package callgate.decision;

import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;

/**
 * How hard a condition is to read, in half plain tests: a comparison of a whole argument is 2, one
 * of a single bit 5, of any other mask 8, so that up to five values are listed before a mask says
 * the same.
 */
final class Effort {
  static final int PLAIN = 2;
  private static final int ONE_BIT = 5;
  private static final int MASKED = 8;

  private Effort() {}

  static int of(Condition condition) {
    if (condition instanceof Condition.All(var parts)) {
      return sum(parts);
    }
    if (condition instanceof Condition.Any(var parts)) {
      return sum(parts);
    }
    return condition instanceof Condition.Not(var part) ? of(part) : of((Test) condition);
  }

  private static int sum(Iterable<Condition> parts) {
    int sum = 0;
    for (Condition part : parts) {
      sum += of(part);
    }
    return sum;
  }

  private static int of(Test test) {
    long whole = test.width() == Width.BITS_32 ? 0xffffffffL : -1L;
    long mask = test.mask() & whole;
    if (mask == whole) {
      return PLAIN;
    }
    return Long.bitCount(mask) == 1 ? ONE_BIT : MASKED;
  }
}
