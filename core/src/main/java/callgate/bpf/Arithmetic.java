package callgate.bpf;

import callgate.decision.Diagrams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Computes with {@link Value}s, exactly, and keeps what does not fit into one. */
final class Arithmetic {
  /** Up to this many bits of a returned register may depend on arguments. */
  private static final int RETURNED_BITS = 12;

  private final Diagrams diagrams;
  private final List<int[]> vectors = new ArrayList<>();
  private final List<PartlyKnown> derived = new ArrayList<>();

  Arithmetic(Diagrams diagrams) {
    this.diagrams = diagrams;
    derived.add(PartlyKnown.NOTHING);
  }

  /** A function of the call number of which nothing is known. */
  static final long SOME_FUNCTION_OF_NUMBER = Value.derived(0);

  /**
   * {@return the result of an ALU instruction}
   *
   * @param numbers the numbers that are being looked at
   * @param pc the instruction, for messages
   */
  long compute(Opcode opcode, long a, long operand, Numbers numbers, int pc) {
    if (Value.isConstant(a) && Value.isConstant(operand)) {
      return Value.constant(constant(opcode, Value.payload(a), Value.payload(operand)));
    }
    if (Value.kind(a) == Value.OTHER_ARCH || Value.kind(operand) == Value.OTHER_ARCH) {
      throw new Undecided(pc, "computes with the ABI");
    }
    if (opcode == Opcode.DIV_X && Value.dependsOnNumber(operand)) {
      throw new Undecided(pc, "divides by the call number");
    }
    if (Value.dependsOnNumber(a) || Value.dependsOnNumber(operand)) {
      return ofNumber(opcode, a, operand, numbers);
    }
    if (Value.kind(a) == Value.WORD && Value.isConstant(operand) && isAnd(opcode)) {
      return Value.word(Value.wordOf(a), Value.payload(a) & Value.payload(operand));
    }
    return vector(ofBits(opcode, bits(a), operand, pc));
  }

  private static boolean isAnd(Opcode opcode) {
    return opcode == Opcode.AND_K || opcode == Opcode.AND_X;
  }

  private static int constant(Opcode opcode, int a, int operand) {
    return switch (opcode) {
      case ADD_K, ADD_X -> a + operand;
      case SUB_K, SUB_X -> a - operand;
      case MUL_K, MUL_X -> a * operand;
      case DIV_K, DIV_X -> Integer.divideUnsigned(a, operand);
      case OR_K, OR_X -> a | operand;
      case AND_K, AND_X -> a & operand;
      case XOR_K, XOR_X -> a ^ operand;
      case LSH_K, LSH_X -> a << operand;
      case RSH_K, RSH_X -> a >>> operand;
      case NEG -> -a;
      default -> throw new IllegalArgumentException(opcode + " computes nothing");
    };
  }

  private long ofNumber(Opcode opcode, long a, long operand, Numbers numbers) {
    if (Value.kind(a) == Value.NUMBER && Value.isConstant(operand)) {
      if (opcode == Opcode.ADD_K || opcode == Opcode.ADD_X) {
        return Value.number(Value.payload(a) - Value.payload(operand));
      }
      if (opcode == Opcode.SUB_K || opcode == Opcode.SUB_X) {
        return Value.number(Value.payload(a) + Value.payload(operand));
      }
    }
    PartlyKnown left = known(a, numbers);
    PartlyKnown right = known(operand, numbers);
    if (left.isKnown() && right.isKnown()) {
      return Value.constant(constant(opcode, left.value(), right.value()));
    }
    PartlyKnown result = left.apply(opcode, right);
    if (result.isKnown()) {
      return Value.constant(result.value());
    }
    if (result.equals(PartlyKnown.NOTHING)) {
      return SOME_FUNCTION_OF_NUMBER;
    }
    derived.add(result);
    return Value.derived(derived.size() - 1);
  }

  /** {@return the value with the number put in, where only one is looked at} */
  long settle(long value, Numbers numbers) {
    return Value.kind(value) == Value.NUMBER && numbers.isSingle()
        ? Value.constant(numbers.first() - Value.payload(value))
        : value;
  }

  /** {@return what is known of a value for all the numbers that are looked at} */
  PartlyKnown known(long value, Numbers numbers) {
    return switch (Value.kind(value)) {
      case Value.CONSTANT -> PartlyKnown.of(Value.payload(value));
      case Value.NUMBER ->
          PartlyKnown.between(
              numbers.first() - Value.payload(value), numbers.last() - Value.payload(value));
      case Value.DERIVED -> derived.get(Value.payload(value));
      default -> PartlyKnown.NOTHING;
    };
  }

  /** {@return a register that holds 32 one-bit diagrams, least significant first} */
  private long vector(int[] bits) {
    int constant = 0;
    boolean isConstant = true;
    for (int i = 0; i < 32 && isConstant; i++) {
      isConstant = Diagrams.isLeaf(bits[i]);
      constant |= bits[i] == Diagrams.TRUE ? 1 << i : 0;
    }
    if (isConstant) {
      return Value.constant(constant);
    }
    for (int i = 0; i < vectors.size(); i++) {
      if (Arrays.equals(vectors.get(i), bits)) {
        return Value.bits(i);
      }
    }
    vectors.add(bits);
    return Value.bits(vectors.size() - 1);
  }

  /**
   * {@return the 32 bits of a value that does not depend on the number, least significant first}
   */
  int[] bits(long value) {
    if (Value.kind(value) == Value.BITS) {
      return vectors.get(Value.payload(value));
    }
    int[] bits = new int[32];
    for (int i = 0; i < 32; i++) {
      boolean set = (Value.payload(value) >>> i & 1) != 0;
      int variable = 32 * Value.wordOf(value) + 31 - i;
      bits[i] =
          !set
              ? Diagrams.FALSE
              : Value.isConstant(value)
                  ? Diagrams.TRUE
                  : diagrams.node(variable, Diagrams.FALSE, Diagrams.TRUE);
    }
    return bits;
  }

  private int[] ofBits(Opcode opcode, int[] a, long operand, int pc) {
    return switch (opcode) {
      case AND_K, AND_X -> bitwise(a, bits(operand), diagrams::and);
      case OR_K, OR_X -> bitwise(a, bits(operand), diagrams::or);
      case XOR_K, XOR_X -> bitwise(a, bits(operand), this::differs);
      case ADD_K, ADD_X -> add(a, bits(operand), Diagrams.FALSE);
      case SUB_K, SUB_X -> add(a, complement(bits(operand)), Diagrams.TRUE);
      case NEG -> add(complement(a), bits(Value.constant(0)), Diagrams.TRUE);
      case LSH_K, LSH_X -> shift(a, amount(operand, pc));
      case RSH_K, RSH_X -> shift(a, -amount(operand, pc));
      case MUL_K, MUL_X -> multiply(a, bits(operand));
      case DIV_K, DIV_X -> {
        int divisor = amountOf(operand, pc, "divides by an argument");
        if (Integer.bitCount(divisor) != 1) {
          throw new Undecided(pc, "divides an argument by " + Integer.toUnsignedString(divisor));
        }
        yield shift(a, -Integer.numberOfTrailingZeros(divisor));
      }
      default -> throw new IllegalArgumentException(opcode + " computes nothing");
    };
  }

  private interface BitOperation {
    int apply(int left, int right);
  }

  private static int[] bitwise(int[] a, int[] b, BitOperation operation) {
    int[] result = new int[32];
    for (int i = 0; i < 32; i++) {
      result[i] = operation.apply(a[i], b[i]);
    }
    return result;
  }

  private int differs(int a, int b) {
    return diagrams.choose(a, diagrams.not(b), b);
  }

  private int[] complement(int[] a) {
    int[] result = new int[32];
    for (int i = 0; i < 32; i++) {
      result[i] = diagrams.not(a[i]);
    }
    return result;
  }

  private int[] add(int[] a, int[] b, int carryIn) {
    int[] sum = new int[32];
    int carry = carryIn;
    for (int i = 0; i < 32; i++) {
      int half = differs(a[i], b[i]);
      sum[i] = differs(half, carry);
      carry = diagrams.choose(half, carry, a[i]);
    }
    return sum;
  }

  private int[] multiply(int[] a, int[] b) {
    int[] product = bits(Value.constant(0));
    for (int i = 0; i < 32; i++) {
      int factor = b[i];
      if (factor != Diagrams.FALSE) {
        int[] shifted = shift(a, i);
        product =
            add(
                product,
                bitwise(shifted, shifted, (x, y) -> diagrams.and(x, factor)),
                Diagrams.FALSE);
      }
    }
    return product;
  }

  /** {@return the bits moved up by a positive or down by a negative distance} */
  private static int[] shift(int[] a, int distance) {
    int[] result = new int[32];
    for (int i = 0; i < 32; i++) {
      int from = i - distance;
      result[i] = from >= 0 && from < 32 ? a[from] : Diagrams.FALSE;
    }
    return result;
  }

  private int amount(long operand, int pc) {
    return amountOf(operand, pc, "shifts by an argument") & 31;
  }

  private static int amountOf(long operand, int pc, String otherwise) {
    if (!Value.isConstant(operand)) {
      throw new Undecided(pc, otherwise);
    }
    return Value.payload(operand);
  }

  /** {@return the diagram whose leaf is what a register holds} */
  int returned(long value, int pc) {
    if (Value.kind(value) == Value.OTHER_ARCH) {
      throw new Undecided(pc, "returns the ABI");
    }
    int[] bits = bits(value);
    long symbolic = Arrays.stream(bits).filter(bit -> !Diagrams.isLeaf(bit)).count();
    if (symbolic > RETURNED_BITS) {
      throw new Undecided(pc, "returns " + symbolic + " bits of an argument");
    }
    return returned(bits, 31, 0);
  }

  private int returned(int[] bits, int bit, int above) {
    if (bit < 0) {
      return Leaves.of(diagrams, above);
    }
    int one = bits[bit] == Diagrams.FALSE ? 0 : returned(bits, bit - 1, above | 1 << bit);
    int zero = bits[bit] == Diagrams.TRUE ? 0 : returned(bits, bit - 1, above);
    return diagrams.choose(bits[bit], one, zero);
  }
}
