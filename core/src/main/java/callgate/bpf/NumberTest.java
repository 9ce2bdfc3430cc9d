package callgate.bpf;

import org.jspecify.annotations.Nullable;

/**
 * A branch on the call number minus a base: the numbers for which it holds are a circle segment,
 * or, for a test of bits, a few blocks.
 */
final class NumberTest {
  /** A bit test is looked at block by block up to this many. */
  private static final int MOST_BLOCKS = 256;

  private final Opcode opcode;
  private final int base;
  private final int constant;

  private NumberTest(Opcode opcode, int base, int constant) {
    this.opcode = opcode;
    this.base = base;
    this.constant = constant;
  }

  /** {@return the test, or null when it divides a set of numbers into too many blocks} */
  static @Nullable NumberTest of(Opcode opcode, int base, int constant, Ranges numbers) {
    boolean bits = opcode == Opcode.JSET_K || opcode == Opcode.JSET_X;
    return bits && blocks(constant, numbers) > MOST_BLOCKS
        ? null
        : new NumberTest(opcode, base, constant);
  }

  private static long blocks(int constant, Ranges numbers) {
    long blocks = 0;
    for (int range = 0; range < numbers.size() && constant != 0; range++) {
      int more = numbers.last(range) - numbers.first(range);
      blocks += 2 + (Integer.toUnsignedLong(more) >>> Integer.numberOfTrailingZeros(constant));
    }
    return blocks;
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

  /** {@return the numbers of a set in whose distance from the base a bit is set, or none} */
  private Ranges blocks(Ranges numbers, boolean set) {
    if (constant == 0) {
      return set ? Ranges.NONE : numbers;
    }
    Ranges result = Ranges.NONE;
    for (int range = 0; range < numbers.size(); range++) {
      long end = Integer.toUnsignedLong(numbers.last(range));
      long first = Integer.toUnsignedLong(numbers.first(range));
      while (first <= end) {
        long last = Math.min(end, first + sameFrom((int) first - base) - 1);
        if (((int) first - base & constant) != 0 == set) {
          result = result.union(Ranges.of((int) first, (int) last));
        }
        first = last + 1;
      }
    }
    return result;
  }

  /** {@return how many distances from one on agree in all bits that are tested} */
  private long sameFrom(int distance) {
    long block = Integer.toUnsignedLong(Integer.lowestOneBit(constant));
    return block - (distance & block - 1);
  }
}
