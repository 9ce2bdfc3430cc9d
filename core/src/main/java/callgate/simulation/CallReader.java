package callgate.simulation;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads calls of one ABI as people write them: the call by its name or number, arguments as
 * numbers, as the kernel's names for them, or as several of these joined by {@code |}.
 */
public final class CallReader {
  /** How many arguments a call has at most. */
  static final int ARGUMENTS = 6;

  private final @Nullable Abi abi;
  private final int arch;

  private CallReader(@Nullable Abi abi, int arch) {
    this.abi = abi;
    this.arch = arch;
  }

  /** {@return a reader of an ABI's calls} */
  public static CallReader of(Abi abi) {
    return new CallReader(abi, abi.auditArch());
  }

  /**
   * {@return a reader of the calls of an ABI}
   *
   * @param arch its name, or an {@code AUDIT_ARCH_*} value in hexadecimal; calls of an ABI that
   *     Callgate does not know have only numbers
   */
  public static CallReader of(String arch) throws CallProblem {
    if (arch.startsWith("0x")) {
      try {
        return new CallReader(null, Integer.parseUnsignedInt(arch, 2, arch.length(), 16));
      } catch (NumberFormatException e) {
        throw new CallProblem(arch + " is no value of 32 bits");
      }
    }
    return of(
        Abi.of(arch)
            .orElseThrow(() -> new CallProblem("there is no ABI " + arch + "; is it a column?")));
  }

  /** {@return a call; missing arguments are 0} */
  public Call call(String syscall, List<String> arguments) throws CallProblem {
    if (arguments.size() > ARGUMENTS) {
      throw new CallProblem("a call has at most 6 arguments, not " + arguments.size());
    }
    int number = number(syscall);
    long[] values = new long[ARGUMENTS];
    for (int i = 0; i < arguments.size(); i++) {
      values[i] = argument(arguments.get(i));
    }
    return call(number, values);
  }

  Call call(int number, long[] arguments) {
    return Call.of(arch, number, 0, arguments);
  }

  /**
   * {@return the number that a filter sees}
   *
   * @param syscall a name, or a number; numbers of x32 may be written without their mark, bit 30
   */
  int number(String syscall) throws CallProblem {
    if (!syscall.isEmpty() && isNumber(syscall)) {
      long number = integer(syscall);
      if (number < Integer.MIN_VALUE || number > 0xffffffffL) {
        throw new CallProblem(syscall + " is no number of 32 bits");
      }
      boolean unmarked = abi == Abi.X32 && number >= 0 && number < Abi.X32_BIT;
      return (int) number | (unmarked ? Abi.X32_BIT : 0);
    }
    if (abi == null) {
      throw new CallProblem("calls of an ABI without a name have numbers, not names: " + syscall);
    }
    OptionalInt number = Syscalls.number(abi, syscall);
    if (number.isPresent()) {
      return number.getAsInt();
    }
    if (Syscalls.exists(syscall)) {
      throw new CallProblem(abi.token() + " has no call " + syscall);
    }
    throw new CallProblem(
        "there is no call "
            + syscall
            + Syscalls.suggestion(syscall)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse(""));
  }

  /** {@return the value of an argument; on 32-bit ABIs negative numbers have 32 bits} */
  long argument(String text) throws CallProblem {
    long value = 0;
    int start = 0;
    while (true) {
      int bar = text.indexOf('|', start);
      int end = bar < 0 ? text.length() : bar;
      value |= part(text.substring(start, end).strip());
      if (bar < 0) {
        return value;
      }
      start = bar + 1;
    }
  }

  private long part(String text) throws CallProblem {
    if (text.isEmpty()) {
      throw new CallProblem("a value is missing here");
    }
    if (isNumber(text)) {
      long value = integer(text);
      return text.charAt(0) == '-' ? extended(value) : value;
    }
    if (text.equals("NULL")) {
      return 0;
    }
    OptionalLong constant = Constants.value(abi == null ? Abi.X86_64 : abi, text);
    if (constant.isPresent()) {
      long value = constant.getAsLong();
      return value < 0 ? extended(value) : value;
    }
    throw new CallProblem(
        "there is no constant "
            + text
            + Constants.suggestion(text)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; write its number"));
  }

  /** {@return a negative number in as many bits as registers of the ABI have} */
  private long extended(long value) {
    boolean narrow = abi != null && abi.argumentBits() == 32;
    return narrow && value >= Integer.MIN_VALUE ? value & 0xffffffffL : value;
  }

  private static boolean isNumber(String text) {
    char first = text.charAt(0);
    boolean digit = first >= '0' && first <= '9';
    return digit || (first == '-' && text.length() > 1);
  }

  /** {@return the bits of a number: decimal, {@code 0x}, or octal as in C; maybe negative} */
  private static long integer(String text) throws CallProblem {
    try {
      if (text.charAt(0) == '-') {
        return -Long.parseLong(text, 1, text.length(), 10);
      }
      if (text.startsWith("0x") || text.startsWith("0X")) {
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
      }
      boolean octal = text.length() > 1 && text.charAt(0) == '0';
      return Long.parseUnsignedLong(text, octal ? 8 : 10);
    } catch (NumberFormatException e) {
      throw new CallProblem(text + " is no number of at most 64 bits");
    }
  }
}
