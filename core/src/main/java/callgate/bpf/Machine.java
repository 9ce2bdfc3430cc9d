package callgate.bpf;

import callgate.decision.Diagrams;

/**
 * What one symbolic execution works with: a program on one ABI.
 *
 * @param arch the value of {@code seccomp_data.arch}, or {@link Value#otherArch()}
 * @param littleEndian which half of an argument comes first
 */
record Machine(
    Program program, Diagrams diagrams, Arithmetic arithmetic, long arch, boolean littleEndian) {
  private static final int NUMBER_OFFSET = 0;
  private static final int ARCH_OFFSET = 4;
  private static final int POINTER_OFFSET = 8;
  private static final int ARGUMENTS_OFFSET = 16;

  /** {@return the word of {@code seccomp_data} at a byte offset} */
  long load(int offset, Numbers numbers) {
    if (offset == NUMBER_OFFSET) {
      return arithmetic.settle(Value.number(0), numbers);
    }
    if (offset == ARCH_OFFSET) {
      return arch;
    }
    int half = (offset >>> 2 & 1) == (littleEndian ? 1 : 0) ? 0 : 1;
    int pair = offset < ARGUMENTS_OFFSET ? 6 : (offset - ARGUMENTS_OFFSET) >>> 3;
    return Value.word(2 * pair + half, -1);
  }

  /** {@return the offset of a word of the arguments, {@link Diagrams} order} */
  static int offset(int word, boolean littleEndian) {
    boolean low = (word & 1) == 1;
    int pair = word >>> 1;
    int base = pair == 6 ? POINTER_OFFSET : ARGUMENTS_OFFSET + 8 * pair;
    return base + (low == littleEndian ? 0 : 4);
  }
}
