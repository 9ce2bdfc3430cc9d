package callgate.live;

/**
 * Text that others wrote, made safe to show: paths and names of processes can hold anything, also
 * what would move a terminal's cursor or forge a line of a log.
 */
public final class Shown {
  private static final int LONGEST = 200;

  private Shown() {}

  /** {@return the text with all that does not simply print written as an escape} */
  public static String plain(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(point -> append(shown, point));
    return text.length() > LONGEST ? shown.append("...").toString() : shown.toString();
  }

  /** {@return the same in quotes} */
  static String quoted(String text) {
    return quoted(text, text.length() > LONGEST);
  }

  /**
   * {@return the same in quotes}
   *
   * @param more whether there is more than this
   */
  static String quoted(String text, boolean more) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST)
        .forEach(point -> {
          if (point == '"' || point == '\\') {
            shown.append('\\');
          }
          append(shown, point);
        });
    return shown.append(more ? "\"..." : "\"").toString();
  }

  private static void append(StringBuilder shown, int point) {
    switch (point) {
      case '\n' -> shown.append("\\n");
      case '\t' -> shown.append("\\t");
      case '\r' -> shown.append("\\r");
      default -> {
        if (prints(point)) {
          shown.appendCodePoint(point);
        } else {
          escape(shown, point);
        }
      }
    }
  }

  private static void escape(StringBuilder shown, int point) {
    String digits = Integer.toHexString(point);
    if (point < 0x100) {
      shown.append(point < 0x10 ? "\\x0" : "\\x").append(digits);
    } else {
      shown.append("\\u{").append(digits).append('}');
    }
  }

  /** Marks that turn the direction of writing around would hide what follows them. */
  private static boolean prints(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
