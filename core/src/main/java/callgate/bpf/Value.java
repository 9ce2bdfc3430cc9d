package callgate.bpf;

/**
 * What a register can hold during symbolic execution, packed into a long so that states compare
 * fast:
 *
 * <pre>
 * bits 63..60   59..32   31..0
 * CONSTANT      0        the value
 * NUMBER        0        base: the register holds nr - base, modulo 2^32
 * OTHER_ARCH    0        0
 * WORD          word     mask: the register holds that word of the arguments AND mask; the mask is not 0
 * BITS          0        index of 32 one-bit diagrams in {@link Arithmetic}
 * DERIVED       0        index of a partly known function of the number in {@link Arithmetic}
 * </pre>
 */
final class Value {
  static final int CONSTANT = 0;
  static final int NUMBER = 1;
  static final int OTHER_ARCH = 2;
  static final int WORD = 3;
  static final int BITS = 4;
  static final int DERIVED = 5;

  private Value() {}

  static long constant(int value) {
    return value & 0xffffffffL;
  }

  /** {@return the call number minus a base} */
  static long number(int base) {
    return ((long) NUMBER << 60) | (base & 0xffffffffL);
  }

  static long otherArch() {
    return (long) OTHER_ARCH << 60;
  }

  /** {@return a word of the arguments under a mask} */
  static long word(int word, int mask) {
    return mask == 0
        ? constant(0)
        : ((long) WORD << 60) | ((long) word << 32) | (mask & 0xffffffffL);
  }

  static long bits(int index) {
    return ((long) BITS << 60) | index;
  }

  static long derived(int index) {
    return ((long) DERIVED << 60) | index;
  }

  static int kind(long value) {
    return (int) (value >>> 60);
  }

  /** {@return the constant, base, mask or index} */
  static int payload(long value) {
    return (int) value;
  }

  /** {@return which word, for {@code WORD}} */
  static int wordOf(long value) {
    return (int) (value >>> 32) & 0xf;
  }

  static boolean isConstant(long value) {
    return value >>> 32 == 0;
  }

  /** {@return whether it depends on the call number} */
  static boolean dependsOnNumber(long value) {
    int kind = kind(value);
    return kind == NUMBER || kind == DERIVED;
  }
}
