package callgate.explanation;

/**
 * Makes text harmless that somebody else chose: names of programs, paths and arguments can hold
 * sequences that move a terminal's cursor, hide what stands before them or forge lines.
 */
public final class Escaped {
  private Escaped() {}

  /**
   * {@return the text with control characters, and characters that change how others are shown, as
   * C would write them, such as {@code \x1b}}
   */
  public static String text(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isHarmless(c)) {
        if (escaped != null) {
          escaped.appendCodePoint(c);
        }
      } else {
        escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
        escape(c, escaped);
      }
      i = next;
    }
    return escaped == null ? text : escaped.toString();
  }

  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void escape(int c, StringBuilder to) {
    String digits = Integer.toHexString(c);
    switch (c) {
      case '\n' -> to.append("\\n");
      case '\t' -> to.append("\\t");
      case '\r' -> to.append("\\r");
      default -> {
        boolean small = c < 0x100;
        to.append(small ? "\\x" : c < 0x10000 ? "\\u" : "\\U");
        to.repeat('0', (small ? 2 : c < 0x10000 ? 4 : 8) - digits.length()).append(digits);
      }
    }
  }
}
