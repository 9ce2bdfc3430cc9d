package callgate.learn;

import callgate.decision.Call;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Shows the arguments of a call as people read them: texts in quotes, flags by their names. */
final class ArgumentText {
  private static final int ARGUMENTS = 6;
  private static final int LONGEST_TEXT = 80;

  private ArgumentText() {}

  /** What a caller's memory holds. */
  interface Memory {
    /** {@return the text at an address, if there is one} */
    Optional<String> text(long address);
  }

  /**
   * {@return the texts that the arguments of a call point to, empty where there is none} They must
   * be read while the caller waits.
   */
  static List<String> texts(List<Argument> arguments, Call call, Memory memory) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      texts.add(
          isText(arguments.get(i))
              ? memory.text(call.argument(i)).map(ArgumentText::quoted).orElse("")
              : "");
    }
    return texts;
  }

  /** {@return whether an argument points to a text that ends with a zero byte} */
  static boolean isText(Argument argument) {
    return argument.kind() == Argument.Kind.PATH || argument.kind() == Argument.Kind.STRING;
  }

  /**
   * {@return the arguments, divided by commas}
   *
   * @param texts as {@link #texts} returned them
   */
  static String of(Abi abi, String name, Call call, List<String> texts) {
    StringJoiner text = new StringJoiner(", ");
    int count = Syscalls.arguments(abi, name).isEmpty() ? used(call) : texts.size();
    for (int i = 0; i < count; i++) {
      boolean read = i < texts.size() && !texts.get(i).isEmpty();
      text.add(read ? texts.get(i) : Constants.text(abi, name, i, call.argument(i)));
    }
    return text.toString();
  }

  private static int used(Call call) {
    int count = ARGUMENTS;
    while (count > 0 && call.argument(count - 1) == 0) {
      count--;
    }
    return count;
  }

  /** {@return a text in quotes, shortened, without anything that a terminal would obey} */
  static String quoted(String text) {
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
