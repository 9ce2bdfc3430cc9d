package callgate.format.writing;

import callgate.policy.Condition.Op;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code (argument & mask) op value}, unsigned.
 *
 * @param argument 0 to 5
 * @param value has no bits outside of {@code bits}
 * @param mask -1 for none
 * @param bits how many low bits of the argument are compared on ABIs whose arguments have 64: 32 or
 *     64
 */
public record ArgumentTest(int argument, Op op, long value, long mask, int bits) {
  private static final long LOW = 0xffffffffL;

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ArgumentTest that
        && argument == that.argument
        && op == that.op
        && value == that.value
        && mask == that.mask
        && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * argument + op.ordinal()) + Long.hashCode(value)) + Long.hashCode(mask);
  }

  /** {@return a test of all 64 bits for one value} */
  public static ArgumentTest equal(int argument, Cube cube) {
    return new ArgumentTest(argument, Op.EQ, cube.value(), cube.mask(), 64);
  }

  /** {@return whether a mask counts} */
  public boolean isMasked() {
    return mask != -1;
  }

  /** {@return whether another test holds wherever this one does, as far as is easily seen} */
  boolean implies(ArgumentTest other) {
    return argument == other.argument && (equals(other) || (decides(other) && other.holds(value)));
  }

  /** {@return whether another test holds nowhere where this one does, as far as is easily seen} */
  boolean excludes(ArgumentTest other) {
    return argument == other.argument
        && ((decides(other) && !other.holds(value))
            || (other.decides(this) && !holds(other.value))
            || (op == Op.EQ
                && other.op == Op.EQ
                && ((value ^ other.value) & counted() & other.counted()) != 0));
  }

  /** {@return whether it is about one value, which then decides about the other test} */
  private boolean decides(ArgumentTest other) {
    return op == Op.EQ && mask == -1 && other.bits <= bits;
  }

  /** {@return the mask of what counts of all 64 bits} */
  private long counted() {
    return bits == 32 ? mask & LOW : mask;
  }

  /** {@return the same as a test of all 64 bits, with a mask in place of a width} */
  public ArgumentTest wide() {
    return bits == 64 ? this : new ArgumentTest(argument, op, value, counted(), 64);
  }

  /** {@return the values for which it holds, as an OR} */
  public List<Cube> cubes() {
    return Cube.of(op, value, counted());
  }

  /** {@return the values for which it holds, where they are some bits being given} */
  public Optional<Cube> cube() {
    return op == Op.EQ && (value & ~counted()) == 0
        ? Optional.of(new Cube(counted(), value))
        : Optional.empty();
  }

  /** {@return whether it holds for an argument} */
  public boolean holds(long argument) {
    return op.holds(argument & counted(), value);
  }
}
