package callgate.format;

import callgate.policy.Position;

/**
 * Changes a text at a place and leaves all else as its author wrote it: comments, order and layout.
 *
 * @param text before
 */
public record TextEdit(String text) {
  /** {@return where a position is in the text} */
  public int offset(Position position) {
    int start = lineStart(position.line());
    int column = Math.max(1, position.column()) - 1;
    int line = lineEnd(start) - start;
    return start + Math.min(column, line);
  }

  /**
   * {@return where a line starts; the end of the text where it has fewer lines}
   *
   * @param line from 1
   */
  public int lineStart(int line) {
    int start = 0;
    for (int i = 1; i < line; i++) {
      int end = text.indexOf('\n', start);
      if (end < 0) {
        return text.length();
      }
      start = end + 1;
    }
    return start;
  }

  private int lineEnd(int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** {@return a line without its end} */
  public String line(int line) {
    int start = lineStart(line);
    return text.substring(start, lineEnd(start));
  }

  /** {@return the spaces that a line starts with} */
  public String indent(int line) {
    String all = line(line);
    return all.substring(0, all.length() - all.stripLeading().length());
  }

  /** {@return the text with something put in} */
  public String insert(int offset, String what) {
    return text.substring(0, offset) + what + text.substring(offset);
  }

  /**
   * {@return the text with whole lines put in}
   *
   * @param line the line that they are put before; one behind the last for the end
   * @param lines each with its end
   */
  public String insertLines(int line, String lines) {
    int start = lineStart(line);
    boolean open = start == text.length() && !text.isEmpty() && !text.endsWith("\n");
    return insert(start, open ? "\n" + lines : lines);
  }

  /** {@return the text without some lines} */
  public String removeLines(int first, int last) {
    return text.substring(0, lineStart(first)) + text.substring(lineStart(last + 1));
  }

  /** {@return the text without what stands from one offset to another} */
  public String remove(int from, int to) {
    return text.substring(0, from) + text.substring(to);
  }

  /**
   * {@return where the list or object ends that starts with a bracket: behind its closing one; -1
   * where there is none} Texts in quotes and comments may hold brackets.
   */
  public int behindBracket(int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '[', '{' -> depth++;
        case ']', '}' -> {
          depth--;
          if (depth == 0) {
            return i + 1;
          }
        }
        case '"', '\'' -> i = behindQuote(i) - 1;
        case '#' -> {
          boolean comment = i > 0 && Character.isWhitespace(text.charAt(i - 1));
          i = comment ? lineEnd(i) - 1 : i;
        }
        default -> {}
      }
    }
    return -1;
  }

  private int behindQuote(int start) {
    char quote = text.charAt(start);
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != quote) {
      i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + 1);
  }

  /**
   * {@return the text with one more item at the end of a list in brackets; unchanged where it has
   * no end}
   *
   * @param start where its opening bracket is
   * @param empty whether it has no items yet
   */
  public String append(int start, boolean empty, String item) {
    int end = behindBracket(start);
    if (end < 0) {
      return text;
    }
    int last = end - 1;
    while (last > start + 1 && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    boolean open = text.charAt(last - 1) == ',';
    return insert(last, (empty ? "" : open ? " " : ", ") + item);
  }
}
