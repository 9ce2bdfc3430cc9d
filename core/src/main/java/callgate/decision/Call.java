package callgate.decision;

import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import java.util.Arrays;
import java.util.Objects;

/**
 * One system call as a filter sees it:
 *
 * <pre>
 * struct seccomp_data {            offset
 *   int   nr;                       0
 *   __u32 arch;                     4
 *   __u64 instruction_pointer;      8
 *   __u64 args[6];                 16
 * };
 * </pre>
 */
public final class Call {
  private final int arch;
  private final int number;
  private final long instructionPointer;
  private final long[] arguments;

  private Call(int arch, int number, long instructionPointer, long[] arguments) {
    this.arch = arch;
    this.number = number;
    this.instructionPointer = instructionPointer;
    this.arguments = arguments;
  }

  /**
   * {@return a call} Missing arguments are 0.
   *
   * @param arch an {@code AUDIT_ARCH_*} value
   */
  public static Call of(int arch, int number, long instructionPointer, long... arguments) {
    if (arguments.length > 6) {
      throw new IllegalArgumentException("a call has at most 6 arguments, not " + arguments.length);
    }
    return new Call(arch, number, instructionPointer, Arrays.copyOf(arguments, 6));
  }

  public static Call of(Abi abi, int number, long... arguments) {
    return of(abi.auditArch(), number, 0, arguments);
  }

  /** {@return a call with the same arguments, from the same place} */
  Call of(int otherArch, int otherNumber) {
    return new Call(otherArch, otherNumber, instructionPointer, arguments);
  }

  public int arch() {
    return arch;
  }

  public int number() {
    return number;
  }

  public long instructionPointer() {
    return instructionPointer;
  }

  /**
   * {@return an argument, or where the call was made from}
   *
   * @param index 0 to 5, or {@link Test#INSTRUCTION_POINTER}
   */
  public long argument(int index) {
    return index == Test.INSTRUCTION_POINTER ? instructionPointer : arguments[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Call that
        && arch == that.arch
        && number == that.number
        && instructionPointer == that.instructionPointer
        && Arrays.equals(arguments, that.arguments);
  }

  @Override
  public int hashCode() {
    return Objects.hash(arch, number, instructionPointer, Arrays.hashCode(arguments));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("arch 0x").append(Integer.toHexString(arch));
    text.append(" nr ").append(Integer.toUnsignedString(number)).append(" (");
    for (int i = 0; i < 6; i++) {
      text.append(i == 0 ? "0x" : ", 0x").append(Long.toHexString(arguments[i]));
    }
    return text.append(')').toString();
  }
}
