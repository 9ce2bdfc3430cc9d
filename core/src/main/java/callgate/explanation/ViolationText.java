package callgate.explanation;

import callgate.decision.CallText;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes a call with arguments that may not be known. */
final class ViolationText {
  private ViolationText() {}

  static String of(Violation violation) {
    Optional<Abi> abi = violation.abi();
    Optional<String> name = violation.name();
    String title = name.orElseGet(() -> "call " + CallText.number(violation.number()));
    if (!violation.hasArguments() || abi.isEmpty() || name.isEmpty()) {
      return title;
    }
    List<Argument> arguments = Syscalls.arguments(abi.get(), name.get());
    int count = Math.max(arguments.size(), used(violation));
    StringBuilder text = new StringBuilder(title).append('(');
    for (int i = 0; i < count; i++) {
      OptionalLong value = violation.arguments().get(i);
      text.append(i == 0 ? "" : ", ");
      if (value.isEmpty()) {
        text.append('?');
      } else if (i < arguments.size() && isRead(arguments.get(i), value.getAsLong())) {
        text.append(Constants.text(abi.get(), name.get(), i, value.getAsLong()));
      } else {
        text.append("0x").append(Long.toHexString(value.getAsLong()));
      }
    }
    return text.append(')').toString();
  }

  /** Registers that a call does not read hold what was left in them: they are not shown. */
  private static int used(Violation violation) {
    return violation.name().isPresent() ? 0 : Violation.ARGUMENTS;
  }

  private static boolean isRead(Argument argument, long value) {
    boolean signExtended = value >> 31 == -1;
    return argument.bits() == 64 || value >>> 32 == 0 || signExtended;
  }
}
