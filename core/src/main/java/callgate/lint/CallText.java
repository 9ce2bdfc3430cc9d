package callgate.lint;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;

/** Writes a call as people do, such as {@code socket(0x100000028, 0, 0)}. */
final class CallText {
  private static final int LARGEST_DECIMAL = 9;
  private static final int ARGUMENTS = 6;

  private CallText() {}

  static String of(Abi abi, Call call) {
    String name = Syscalls.name(abi, call.number()).orElse("");
    int count = name.isEmpty() ? 0 : Syscalls.arguments(abi, name).size();
    for (int i = count; i < ARGUMENTS; i++) {
      count = call.argument(i) == 0 ? count : i + 1;
    }
    StringBuilder text = new StringBuilder(name.isEmpty() ? number(call) : name).append('(');
    for (int i = 0; i < count; i++) {
      long value = call.argument(i);
      text.append(i == 0 ? "" : ", ");
      if (Long.compareUnsigned(value, LARGEST_DECIMAL) <= 0) {
        text.append(value);
      } else {
        text.append("0x").append(Long.toHexString(value));
      }
    }
    return text.append(')').toString();
  }

  private static String number(Call call) {
    return "syscall_0x" + Integer.toHexString(call.number());
  }
}
