package callgate.learn;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call as strace prints them: texts in quotes, structures in braces, annotations
 * and comments.
 */
final class StraceArguments {
  private static final String UNFINISHED = "<unfinished ...>";

  private StraceArguments() {}

  /**
   * {@return what stands between the brackets of a call, from {@code from} on, shortened for
   * people}
   */
  static String shown(byte[] bytes, int from, int to, int result) {
    int end = to;
    if (result == StraceResult.UNFINISHED) {
      end = to - UNFINISHED.length();
    } else if (result >= 0) {
      end = result - 2;
      while (end > from && bytes[end - 1] == ' ') {
        end--;
      }
      end--; // the closing bracket
    }
    end = Math.max(from, end);
    int shortened = Math.min(end, from + Occurrence.LONGEST_ARGUMENTS);
    String text = new String(bytes, from, shortened - from, StandardCharsets.UTF_8).strip();
    return shortened < end ? text + "..." : text;
  }

  /** {@return the arguments of an unfinished call so far} */
  static String soFar(byte[] bytes, int from, int to) {
    int end = Math.max(from, to - UNFINISHED.length());
    return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** {@return the first text in quotes, without them, or null} */
  static @Nullable String firstText(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '"') {
      at++;
    }
    if (at == to) {
      return null;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (at++; at < to && bytes[at] != '"'; at++) {
      if (bytes[at] == '\\' && at + 1 < to) {
        at = unescape(bytes, at + 1, to, text);
      } else {
        text.write(bytes[at]);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Writes what an escape sequence means; {@return where its last byte is} */
  private static int unescape(byte[] bytes, int from, int to, ByteArrayOutputStream text) {
    byte c = bytes[from];
    if (c >= '0' && c <= '7') {
      return digits(bytes, from, Math.min(to, from + 3), 8, text);
    }
    if (c == 'x') {
      return digits(bytes, from + 1, Math.min(to, from + 3), 16, text);
    }
    text.write(
        switch (c) {
          case 'n' -> '\n';
          case 't' -> '\t';
          case 'r' -> '\r';
          case 'v' -> 0x0b;
          case 'f' -> '\f';
          default -> c;
        });
    return from;
  }

  private static int digits(
      byte[] bytes, int from, int limit, int radix, ByteArrayOutputStream text) {
    int value = 0;
    int at = from;
    while (at < limit && Character.digit(bytes[at], radix) >= 0) {
      value = value * radix + Character.digit(bytes[at++], radix);
    }
    text.write(value);
    return at - 1;
  }

  /**
   * {@return the text of one argument, without annotations such as {@code </etc/passwd>} and
   * comments; null when the call shows fewer arguments}
   *
   * @param text what follows the opening bracket of the call, to the end of the line or further
   * @param index from 0
   */
  static @Nullable String argument(String text, int index) {
    StringBuilder argument = new StringBuilder();
    int depth = 0;
    int current = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean wanted = current == index;
      if (c == '"') {
        int end = endOfText(text, at);
        append(argument, text, at, end, wanted);
        at = end - 1;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at);
        at = end < 0 ? text.length() : end + 1;
      } else if (c == '<' && isAnnotation(text, at)) {
        at = endOfAnnotation(text, at);
      } else if (depth == 0 && (c == ')' || (c == ',' && wanted))) {
        return wanted ? argument.toString().strip() : null;
      } else if (c == ',' && depth == 0) {
        current++;
      } else {
        depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
        append(argument, text, at, at + 1, wanted);
      }
    }
    return null;
  }

  private static void append(StringBuilder to, String text, int start, int end, boolean wanted) {
    if (wanted) {
      to.append(text, start, end);
    }
  }

  private static int endOfText(String text, int quote) {
    int at = quote + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), at + 1);
  }

  /** A descriptor's path or socket stands directly behind it; {@code <<} is a shift. */
  private static boolean isAnnotation(String text, int at) {
    return at > 0
        && (Character.isLetterOrDigit(text.charAt(at - 1)) || text.charAt(at - 1) == '_')
        && at + 1 < text.length()
        && text.charAt(at + 1) != '<';
  }

  private static int endOfAnnotation(String text, int from) {
    int depth = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '<') {
        depth++;
      } else if (c == '>' && text.charAt(at - 1) != '-' && text.charAt(at - 1) != '=') {
        depth--;
        if (depth == 0) {
          return at;
        }
      }
    }
    return text.length() - 1;
  }
}
