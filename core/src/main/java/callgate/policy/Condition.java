package callgate.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A boolean formula over the arguments of a call.
 *
 * <p>Equality is written out, as in {@link Action} and {@link Calls}: what the JVM generates for
 * records costs two milliseconds each in a process that has just started, which is most of them.
 */
public sealed interface Condition {
  /** What an unconditional rule has. */
  Condition ALWAYS = new All(List.of());

  /** All of them hold; an empty list always holds. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof All that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return parts.hashCode();
    }
  }

  /** At least one of them holds; an empty list never holds. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Any that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
      return ~parts.hashCode();
    }
  }

  /** It does not hold. */
  record Not(Condition part) implements Condition {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Not that && part.equals(that.part);
    }

    @Override
    public int hashCode() {
      return -part.hashCode();
    }
  }

  /**
   * {@code (argument & mask) op value}, unsigned.
   *
   * @param argument 0 to 5, or {@link #INSTRUCTION_POINTER}
   * @param mask applied to the argument before it is compared; -1 for none
   * @param width how many low bits of argument, mask and value count; on ABIs with 32-bit arguments
   *     32, except for {@link Width#WHOLE}
   */
  record Test(int argument, Op op, long value, long mask, Width width) implements Condition {
    /** In place of an argument's index: where the call was made from. */
    public static final int INSTRUCTION_POINTER = 6;

    public Test {
      if (argument < 0 || argument > INSTRUCTION_POINTER) {
        throw new IllegalArgumentException("a call has arguments 0 to 5, not " + argument);
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Test that
          && argument == that.argument
          && op == that.op
          && value == that.value
          && mask == that.mask
          && width == that.width;
    }

    @Override
    public int hashCode() {
      return 31
              * (31 * (31 * (31 * argument + op.ordinal()) + Long.hashCode(value))
                  + Long.hashCode(mask))
          + width.ordinal();
    }

    public static Test of(int argument, Op op, long value) {
      return new Test(argument, op, value, -1, Width.AUTO);
    }
  }

  /** How an argument is compared with a value. */
  enum Op {
    EQ("=="),
    NE("!="),
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">=");

    private final String symbol;

    Op(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }

    /** {@return whether {@code left op right} holds for unsigned numbers} */
    public boolean holds(long left, long right) {
      int order = Long.compareUnsigned(left, right);
      return switch (this) {
        case EQ -> order == 0;
        case NE -> order != 0;
        case LT -> order < 0;
        case LE -> order <= 0;
        case GT -> order > 0;
        case GE -> order >= 0;
      };
    }
  }

  /** How many bits of an argument are compared. */
  enum Width {
    /**
     * As many as the kernel reads of that argument of that call: the table of argument types
     * decides.
     */
    AUTO,
    /** The low 32. */
    BITS_32,
    /** All 64, as in formats that mean that; 32 on 32-bit ABIs. */
    BITS_64,
    /**
     * All 64, on 32-bit ABIs too. A program can put anything into an upper half there, and the
     * kernel does not read it: filters that look at it are often written without thinking of these
     * ABIs, but it must be possible to say what they do.
     */
    WHOLE
  }
}
