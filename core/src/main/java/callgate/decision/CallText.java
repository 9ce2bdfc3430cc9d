package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;

/** Writes a call as people read it, such as {@code socket(AF_VSOCK, 0, 0)}. */
public final class CallText {
  private CallText() {}

  /** {@return the ABI that a call is made on, if Callgate knows it} */
  public static Optional<Abi> abi(Call call) {
    return Numbering.sharing(call.arch()).stream()
        .filter(abi -> abi.owns(call.number()))
        .findFirst();
  }

  /**
   * {@return the call, without its ABI} Arguments in names where they have some; those that a call
   * does not take are left out unless something is in them.
   */
  public static String of(Call call) {
    Optional<Abi> abi = abi(call);
    Optional<String> name = abi.flatMap(known -> Syscalls.name(known, call.number()));
    StringBuilder text = new StringBuilder(name.orElse("syscall")).append('(');
    if (name.isEmpty()) {
      text.append(number(call.number()));
    }
    List<Argument> arguments =
        abi.isPresent() && name.isPresent() ? Syscalls.arguments(abi.get(), name.get()) : List.of();
    int count = Math.max(arguments.size(), used(call));
    for (int i = 0; i < count; i++) {
      text.append(i == 0 && name.isPresent() ? "" : ", ");
      long value = call.argument(i);
      if (i >= arguments.size() || !isRead(arguments.get(i), value)) {
        text.append(value(value));
      } else if (value == 0) {
        text.append(zero(arguments.get(i)));
      } else {
        text.append(Constants.text(abi.orElseThrow(), name.orElseThrow(), i, value));
      }
    }
    text.append(')');
    if (call.instructionPointer() != 0) {
      text.append(" at ").append(value(call.instructionPointer()));
    }
    return text.toString();
  }

  /** {@return calls as people read them: a name, or which numbers are meant} */
  public static String of(Calls calls) {
    if (calls instanceof Calls.Named(String name)) {
      return name;
    }
    int first = ((Calls.Numbered) calls).first();
    int last = ((Calls.Numbered) calls).last();
    if (first == last) {
      return "number " + number(first);
    }
    return first == 0 && last == -1
        ? "every call"
        : "numbers " + number(first) + " to " + number(last);
  }

  /** {@return a number without a name as people read it} */
  public static String number(int number) {
    boolean large = number < -1 || number > 0xffff;
    return large ? "0x" + Integer.toHexString(number) : Integer.toString(number);
  }

  private static int used(Call call) {
    int used = Test.INSTRUCTION_POINTER;
    while (used > 0 && call.argument(used - 1) == 0) {
      used--;
    }
    return used;
  }

  /** Bits that the kernel does not read must be seen: filters read them. */
  private static boolean isRead(Argument argument, long value) {
    return argument.bits() == 64 || value >>> 32 == 0;
  }

  /** Zero stands for any value where an argument does not matter, so it gets no name. */
  private static String zero(Argument argument) {
    return argument.kind().isAddress() ? "NULL" : "0";
  }

  private static String value(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }
}
