package callgate.bpf;

import org.jspecify.annotations.Nullable;

/**
 * A branch on the call number minus a base: the numbers for which it holds are a circle segment,
 * or, for a test of bits, a few blocks.
 */
final class NumberTest {
  /** A bit test is looked at block by block up to this many. */
  private static final int MOST_BLOCKS = 64;

  private final Opcode opcode;
  private final int base;
  private final int constant;

  private NumberTest(Opcode opcode, int base, int constant) {
    this.opcode = opcode;
    this.base = base;
    this.constant = constant;
  }

  /** {@return the test, or null when it holds for too many separate blocks of numbers} */
  static @Nullable NumberTest of(Opcode opcode, int base, int constant) {
    boolean bits = opcode == Opcode.JSET_K || opcode == Opcode.JSET_X;
    return bits && blocks(constant) > MOST_BLOCKS ? null : new NumberTest(opcode, base, constant);
  }

  private static long blocks(int constant) {
    return constant == 0 ? 1 : 1L << (32 - Integer.numberOfTrailingZeros(constant));
  }

  /** {@return the numbers of a set for which the test holds} */
  Ranges then(Ranges numbers) {
    return switch (opcode) {
      case JEQ_K, JEQ_X -> numbers.within(base + constant, base + constant);
      case JGT_K, JGT_X ->
          constant == -1 ? Ranges.NONE : numbers.within(base + constant + 1, base - 1);
      case JGE_K, JGE_X -> constant == 0 ? numbers : numbers.within(base + constant, base - 1);
      default -> blocks(numbers, true);
    };
  }

  /** {@return the numbers of a set for which the test does not hold} */
  Ranges otherwise(Ranges numbers) {
    return switch (opcode) {
      case JEQ_K, JEQ_X -> numbers.within(base + constant + 1, base + constant - 1);
      case JGT_K, JGT_X -> constant == -1 ? numbers : numbers.within(base, base + constant);
      case JGE_K, JGE_X -> constant == 0 ? Ranges.NONE : numbers.within(base, base + constant - 1);
      default -> blocks(numbers, false);
    };
  }

  private Ranges blocks(Ranges numbers, boolean set) {
    if (constant == 0) {
      return set ? Ranges.NONE : numbers;
    }
    int shift = Integer.numberOfTrailingZeros(constant);
    Ranges result = Ranges.NONE;
    for (long block = 0; block < blocks(constant); block++) {
      int first = (int) (block << shift);
      if (((first & constant) != 0) == set) {
        result = result.union(numbers.within(base + first, base + first + (1 << shift) - 1));
      }
    }
    return result;
  }
}
