package callgate.learn;

import callgate.decision.Call;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * Shows the arguments of a call that is about to be made as people read them: texts in quotes,
 * descriptors as numbers.
 */
final class ArgumentText {
  private static final int LONGEST_TEXT = 80;
  private static final int AT_FDCWD = -100;

  private ArgumentText() {}

  /** Reads a text from the caller's memory. */
  interface Memory {
    Optional<String> text(long address);
  }

  static String of(String name, Call call, Memory memory) {
    StringJoiner text = new StringJoiner(", ");
    List<Argument> arguments = Syscalls.arguments(name);
    int count = arguments.isEmpty() ? used(call) : arguments.size();
    for (int i = 0; i < count; i++) {
      long value = call.argument(i);
      text.add(
          i < arguments.size() ? argument(arguments.get(i), value, memory) : hexadecimal(value));
    }
    return text.toString();
  }

  private static int used(Call call) {
    int count = 6;
    while (count > 0 && call.argument(count - 1) == 0) {
      count--;
    }
    return count;
  }

  private static String argument(Argument argument, long value, Memory memory) {
    return switch (argument.kind()) {
      case PATH, STRING -> memory.text(value).map(ArgumentText::quoted).orElse(hexadecimal(value));
      case DESCRIPTOR -> (int) value == AT_FDCWD ? "AT_FDCWD" : Integer.toString((int) value);
      case INT, PROCESS, SIGNAL ->
          argument.bits() == 32 ? Integer.toString((int) value) : Long.toString(value);
      case UNSIGNED, SIZE, OFFSET, USER ->
          argument.bits() == 32
              ? Integer.toUnsignedString((int) value)
              : Long.toUnsignedString(value);
      case MODE -> "0" + Long.toOctalString(value & 0xffffL);
      case POINTER -> value == 0 ? "NULL" : hexadecimal(value);
      case FLAGS, COMMAND ->
          hexadecimal(argument.bits() == 32 ? Integer.toUnsignedLong((int) value) : value);
    };
  }

  private static String hexadecimal(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int end = Math.min(text.length(), LONGEST_TEXT);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(Character.isISOControl(c) ? '?' : c);
      }
    }
    return quoted.append(end < text.length() ? "\"..." : "\"").toString();
  }
}
