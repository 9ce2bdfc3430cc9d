package callgate.format.callgate;

import callgate.decision.Call;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;

/** Writes a call as people read it, such as {@code socket(2, 1) on x86_64}. */
final class CallText {
  private CallText() {}

  static String of(Abi abi, Call call) {
    StringBuilder text =
        new StringBuilder(
            Syscalls.name(abi, call.number())
                .orElseGet(() -> "call " + Integer.toUnsignedString(call.number())));
    int last = Test.INSTRUCTION_POINTER - 1;
    while (last >= 0 && call.argument(last) == 0) {
      last--;
    }
    text.append('(');
    for (int i = 0; i <= last; i++) {
      text.append(i == 0 ? "" : ", ").append("0x").append(Long.toHexString(call.argument(i)));
    }
    return text.append(") on ").append(abi.token()).toString();
  }
}
