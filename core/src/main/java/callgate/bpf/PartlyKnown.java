package callgate.bpf;

/**
 * A 32-bit value of which some bits are known.
 *
 * @param value the known bits; 0 where unknown
 * @param unknown 1 for each unknown bit
 */
record PartlyKnown(int value, int unknown) {
  static final PartlyKnown NOTHING = new PartlyKnown(0, -1);

  static PartlyKnown of(int value) {
    return new PartlyKnown(value, 0);
  }

  /** {@return what is known of all values from first to last, which may wrap around} */
  static PartlyKnown between(int first, int last) {
    if (Integer.compareUnsigned(first, last) > 0) {
      return NOTHING;
    }
    int different = first ^ last;
    int unknown = different == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(different);
    return new PartlyKnown(first & ~unknown, unknown);
  }

  boolean isKnown() {
    return unknown == 0;
  }

  /** {@return what is known of the result of an ALU instruction} */
  PartlyKnown apply(Opcode opcode, PartlyKnown operand) {
    return switch (opcode) {
      case AND_K, AND_X -> {
        int maybeOne = (value | unknown) & (operand.value | operand.unknown);
        int one = value & operand.value;
        yield new PartlyKnown(one, maybeOne & ~one);
      }
      case OR_K, OR_X -> {
        int one = value | operand.value;
        yield new PartlyKnown(one, (unknown | operand.unknown) & ~one);
      }
      case XOR_K, XOR_X -> {
        int either = unknown | operand.unknown;
        yield new PartlyKnown((value ^ operand.value) & ~either, either);
      }
      case LSH_K, LSH_X ->
          operand.isKnown()
              ? new PartlyKnown(value << operand.value, unknown << operand.value)
              : NOTHING;
      case RSH_K, RSH_X ->
          operand.isKnown()
              ? new PartlyKnown(value >>> operand.value, unknown >>> operand.value)
              : NOTHING;
      default -> NOTHING;
    };
  }
}
