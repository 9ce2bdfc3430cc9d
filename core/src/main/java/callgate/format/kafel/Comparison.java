package callgate.format.kafel;

import callgate.format.kafel.Term.Value;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.List;

/** What a comparison of an argument with a number means. */
final class Comparison {
  private static final Condition NEVER = new Condition.Any(List.of());

  private final boolean wide;
  private final Width width;

  /**
   * @param only64 whether the call is made with 64-bit arguments only
   * @param wide whether all 64 bits are compared, which kafel does everywhere
   */
  Comparison(boolean only64, boolean wide) {
    this.wide = wide;
    this.width = !wide ? Width.BITS_32 : only64 ? Width.BITS_64 : Width.WHOLE;
  }

  /** {@return when {@code value op number} holds} */
  Condition of(Value value, Op op, long number) {
    long counted = wide ? -1 : 0xffffffffL;
    long mask = value.mask() & counted;
    long plus = value.plus() & counted;
    long right = number & counted;
    if (value.argument() == Value.NONE || mask == 0) {
      return op.holds(plus, right) ? Condition.ALWAYS : NEVER;
    }
    // The argument adds to the set bits, which it has none of: they can be subtracted.
    int order = Long.compareUnsigned(right, plus);
    if (order < 0) {
      return op.holds(plus, right) ? Condition.ALWAYS : NEVER;
    }
    long all = mask == counted ? -1 : mask;
    return new Test(value.argument(), op, right - plus, all, width);
  }

  static Op mirrored(Op op) {
    return switch (op) {
      case EQ, NE -> op;
      case LT -> Op.GT;
      case LE -> Op.GE;
      case GT -> Op.LT;
      case GE -> Op.LE;
    };
  }
}
