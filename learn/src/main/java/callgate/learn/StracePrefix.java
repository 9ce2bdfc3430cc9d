package callgate.learn;

/**
 * What stands before a call on a line of strace 6, in this order (printleader in its strace.c),
 * each part only where an option asks for it:
 *
 * <pre>
 * 6897  or  6897&lt;cat&gt;         the thread (-f -o, -Y)
 * [pid  6897]  [pid  6897&lt;cat&gt;]  the same on a terminal
 * [label]                      the security context (--secontext)
 * 01:29:10  01:29:10.945527  1795310950.919987  1795310950     the time (-t -tt -ttt)
 * 0.000688  or  (+     0.000688)  since the line before (-r)
 * [ 257]                       the number (-n)
 * [00007f035b68fb1d]  [????????????????]   the instruction pointer (-i)
 * </pre>
 */
final class StracePrefix {
  /** PID_MAX_LIMIT of include/linux/threads.h; larger numbers are times. */
  static final int LARGEST_PID = 1 << 22;

  static final int NO_NUMBER = -1;

  /** The thread; 0 when the line doesn't tell. */
  int pid;

  /** Whether the thread stands in brackets, as it does when strace watches more than one. */
  boolean bracketed;

  /** Nanoseconds since 1970, or {@link Occurrence#NO_TIME}. */
  long time;

  /** The call's number, or {@link #NO_NUMBER}. */
  int number;

  /** Where the call, signal or note starts. */
  int start;

  /** Reads the prefix of the line in bytes[from, to); the byte at {@code to} is a line end. */
  void read(byte[] bytes, int from, int to) {
    pid = 0;
    bracketed = false;
    time = Occurrence.NO_TIME;
    number = NO_NUMBER;
    int at = from;
    int next = part(bytes, at, to, at);
    while (next > at) {
      at = next;
      next = part(bytes, at, to, from);
    }
    start = at;
  }

  /**
   * {@return where the part at {@code at} ends, with the spaces behind it; {@code at} if there is
   * none}
   */
  private int part(byte[] bytes, int at, int to, int lineStart) {
    byte c = bytes[at];
    if (isDigit(c)) {
      return numberOrTime(bytes, at, to, at == lineStart);
    }
    if (c == '[') {
      return bracket(bytes, at, to);
    }
    if (c == '(' && at + 1 < to && bytes[at + 1] == '+') {
      return spaces(bytes, after(bytes, at, to, (byte) ')', at), to);
    }
    if (c == ' ' && at == lineStart) {
      int digit = spaces(bytes, at, to);
      return isDigit(bytes[digit]) ? numberOrTime(bytes, digit, to, false) : at;
    }
    return at;
  }

  private int numberOrTime(byte[] bytes, int from, int to, boolean first) {
    long value = 0;
    int at = from;
    while (isDigit(bytes[at]) && at - from < 18) {
      value = value * 10 + bytes[at++] - '0';
    }
    int end = at;
    switch (bytes[at]) {
      case '<' -> end = comm(bytes, at, to);
      case '.' -> {
        long fraction = 0;
        long unit = 1_000_000_000L;
        end++;
        while (isDigit(bytes[end])) {
          fraction = unit > 1 ? fraction * 10 + bytes[end] - '0' : fraction;
          unit = Math.max(1, unit / 10);
          end++;
        }
        if (value > LARGEST_PID) {
          time = value * 1_000_000_000L + fraction * unit;
        }
      }
      case ':' -> {
        while (isDigit(bytes[end]) || bytes[end] == ':' || bytes[end] == '.') {
          end++;
        }
      }
      default -> {
        if (value > LARGEST_PID) {
          time = value * 1_000_000_000L;
        }
      }
    }
    if (bytes[end] != ' ') {
      return from;
    }
    if (first && value <= LARGEST_PID && (bytes[at] == ' ' || bytes[at] == '<')) {
      pid = (int) value;
    }
    return spaces(bytes, end, to);
  }

  private int bracket(byte[] bytes, int at, int to) {
    if (startsWith(bytes, at, to, "[ Process ")) {
      return at;
    }
    int end = after(bytes, at, to, (byte) ']', at);
    if (end == at || bytes[end] != ' ') {
      return at;
    }
    if (startsWith(bytes, at, to, "[pid ")) {
      pid = decimal(bytes, spaces(bytes, at + 5, to));
      bracketed = true;
    } else if (end - at <= 8) {
      int digit = spaces(bytes, at + 1, to);
      number = isDigit(bytes[digit]) ? decimal(bytes, digit) : number;
    }
    return spaces(bytes, end, to);
  }

  private static int decimal(byte[] bytes, int from) {
    int value = 0;
    for (int at = from; isDigit(bytes[at]) && at - from < 9; at++) {
      value = value * 10 + bytes[at] - '0';
    }
    return value;
  }

  /** The name of a thread can hold spaces; brackets in it are escaped. */
  private static int comm(byte[] bytes, int from, int to) {
    return after(bytes, from, to, (byte) '>', from);
  }

  private static int after(byte[] bytes, int from, int to, byte wanted, int otherwise) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == wanted) {
        return at + 1;
      }
    }
    return otherwise;
  }

  static int spaces(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  static boolean startsWith(byte[] bytes, int from, int to, String text) {
    if (to - from < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static boolean endsWith(byte[] bytes, int from, int to, String text) {
    return to - from >= text.length() && startsWith(bytes, to - text.length(), to, text);
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }
}
