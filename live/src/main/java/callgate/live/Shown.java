package callgate.live;

import callgate.explanation.Escaped;

/** Text that others wrote, made safe to show, and no longer than people read. */
final class Shown {
  private static final int LONGEST = 200;

  private Shown() {}

  /** {@return the text without anything that does not simply print} */
  static String plain(String text) {
    return Escaped.text(cut(text)) + (text.length() > LONGEST ? "..." : "");
  }

  /** {@return the same in quotes} */
  static String quoted(String text) {
    return quoted(text, false);
  }

  /**
   * {@return the same in quotes}
   *
   * @param more whether there is more than this
   */
  static String quoted(String text, boolean more) {
    String safe = cut(text).replace("\\", "\\\\").replace("\"", "\\\"");
    return "\"" + Escaped.text(safe) + (more || text.length() > LONGEST ? "\"..." : "\"");
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }
}
