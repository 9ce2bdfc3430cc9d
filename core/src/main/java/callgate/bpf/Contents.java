package callgate.bpf;

/**
 * What a register holds whichever way a program got to an instruction, as far as a reader wants to
 * know it.
 *
 * @param value the constant, or the byte offset of the word of {@code seccomp_data}; 0 for {@code
 *     UNKNOWN}
 * @param mask applied to the word; -1 for none
 */
record Contents(Kind kind, int value, int mask) {
  static final Contents UNKNOWN = new Contents(Kind.UNKNOWN, 0, -1);

  private static final int NUMBER_OFFSET = 0;
  private static final int ARCH_OFFSET = 4;

  /** What kinds of values there are. */
  enum Kind {
    UNKNOWN,
    CONSTANT,
    WORD
  }

  static Contents constant(int value) {
    return new Contents(Kind.CONSTANT, value, -1);
  }

  /** {@return the word of {@code seccomp_data} at a byte offset} */
  static Contents word(int offset) {
    return new Contents(Kind.WORD, offset, -1);
  }

  boolean isNumber() {
    return kind == Kind.WORD && value == NUMBER_OFFSET;
  }

  boolean isArch() {
    return kind == Kind.WORD && value == ARCH_OFFSET && mask == -1;
  }

  boolean isArgument() {
    return kind == Kind.WORD && value >= 16;
  }

  /** {@return what is left after {@code AND} with a constant} */
  Contents and(int constant) {
    return switch (kind) {
      case UNKNOWN -> UNKNOWN;
      case CONSTANT -> constant(value & constant);
      case WORD -> new Contents(Kind.WORD, value, mask & constant);
    };
  }

  /** {@return what is known where two ways meet} */
  Contents or(Contents other) {
    boolean same = kind == other.kind && value == other.value && mask == other.mask;
    return same ? this : UNKNOWN;
  }
}
