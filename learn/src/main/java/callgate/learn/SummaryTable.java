package callgate.learn;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The table of {@code strace -c} and {@code -C}, whose columns {@code -U} chooses. A line of dashes
 * tells where they are:
 *
 * <pre>
 * System call usage summary for 32 bit mode:        (only where a program has several)
 * % time     seconds  usecs/call     calls    errors syscall
 * ------ ----------- ----------- --------- --------- ----------------
 *   0.00    0.000000           0         1         1 access
 * ------ ----------- ----------- --------- --------- ----------------
 * 100.00    0.003947          50        78         2 total
 * </pre>
 */
final class SummaryTable {
  private static final String MODE = "System call usage summary for ";

  private final Rows rows;
  private State state = State.OUTSIDE;
  private @Nullable String heading;
  private String mode = "";
  private int callsFrom;
  private int callsTo;
  private int nameFrom;
  private int nameTo;

  private enum State {
    OUTSIDE,
    ROWS,
    TOTAL
  }

  /** What to do with a table. */
  interface Rows {
    /** A row was read. */
    void row(String name, long calls, long line, int column);

    /** A row could not be read. */
    void broken(long line);

    /** The table is complete; {@code mode} is {@code 32 bit}, {@code x32}, ..., or empty. */
    void end(String mode);
  }

  SummaryTable(Rows rows) {
    this.rows = rows;
  }

  /** {@return whether the line in bytes[from, to) is part of a table} */
  boolean take(byte[] bytes, int from, int to, long line) {
    return switch (state) {
      case OUTSIDE -> outside(bytes, from, to);
      case ROWS -> {
        if (isDashes(bytes, from, to)) {
          state = State.TOTAL;
        } else {
          row(text(bytes, from, to), line);
        }
        yield true;
      }
      case TOTAL -> {
        finish();
        yield true;
      }
    };
  }

  /** The log ends here. */
  void finish() {
    if (state != State.OUTSIDE) {
      rows.end(mode);
      state = State.OUTSIDE;
      mode = "";
    }
  }

  private boolean outside(byte[] bytes, int from, int to) {
    String before = heading;
    heading = null;
    if (before != null && isDashes(bytes, from, to)) {
      return columns(before, text(bytes, from, to));
    }
    if (StracePrefix.startsWith(bytes, from, to, MODE)) {
      String rest = text(bytes, from + MODE.length(), to);
      int end = rest.indexOf(" mode");
      mode = end < 0 ? "" : rest.substring(0, end);
      return true;
    }
    if (mayBeHeading(bytes, from, to)) {
      String text = text(bytes, from, to);
      if (text.contains("calls") && text.contains("syscall")) {
        heading = text;
        return true;
      }
    }
    return false;
  }

  private static boolean mayBeHeading(byte[] bytes, int from, int to) {
    return to - from < 200
        && to > from
        && (bytes[from] == '%'
            || bytes[from] == ' '
            || StracePrefix.startsWith(bytes, from, to, "syscall ")
            || StracePrefix.startsWith(bytes, from, to, "shortest ")
            || StracePrefix.startsWith(bytes, from, to, "longest "));
  }

  private boolean columns(String titles, String dashes) {
    callsTo = 0;
    nameTo = 0;
    for (int from = 0; from < dashes.length(); ) {
      int space = dashes.indexOf(' ', from);
      int to = space < 0 ? dashes.length() : space;
      int titleTo = space < 0 ? titles.length() : Math.min(to, titles.length());
      String title = from < titleTo ? titles.substring(from, titleTo).strip() : "";
      if (title.equals("calls")) {
        callsFrom = from;
        callsTo = to;
      } else if (title.equals("syscall")) {
        nameFrom = from;
        nameTo = space < 0 ? Integer.MAX_VALUE : to;
      }
      from = to + 1;
    }
    if (callsTo == 0 || nameTo == 0) {
      return false;
    }
    state = State.ROWS;
    return true;
  }

  private void row(String text, long line) {
    try {
      String name = text.substring(nameFrom, Math.min(nameTo, text.length())).strip();
      long calls = Long.parseLong(text.substring(callsFrom, callsTo).strip());
      if (name.isEmpty() || calls < 1) {
        rows.broken(line);
      } else {
        rows.row(name, calls, line, nameFrom + 1);
      }
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      rows.broken(line);
    }
  }

  private static boolean isDashes(byte[] bytes, int from, int to) {
    if (to - from < 6) {
      return false;
    }
    for (int at = from; at < to; at++) {
      if (bytes[at] != '-' && bytes[at] != ' ') {
        return false;
      }
    }
    return bytes[from] == '-';
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
