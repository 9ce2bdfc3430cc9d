package callgate.learn;

/** The end of a call on a line: what tells a call from other text that looks like one. */
final class StraceResult {
  /** The line does not end as a call does. */
  static final int NONE = -1;

  /** The call goes on: another thread's line follows. */
  static final int UNFINISHED = -2;

  private StraceResult() {}

  /**
   * {@return where the result starts in the line bytes[from, to), behind {@code ) = }; or {@link
   * #UNFINISHED} or {@link #NONE}}
   */
  static int find(byte[] bytes, int from, int to) {
    if (to > from && bytes[to - 1] == '>' && isUnfinished(bytes, from, to)) {
      return UNFINISHED;
    }
    for (int at = to - 2; at > from; at--) {
      if (bytes[at] == '=' && bytes[at + 1] == ' ' && bytes[at - 1] == ' ') {
        int before = at - 1;
        while (before > from && bytes[before] == ' ') {
          before--;
        }
        if (bytes[before] == ')') {
          return at + 2;
        }
      }
    }
    return NONE;
  }

  private static boolean isUnfinished(byte[] bytes, int from, int to) {
    return StracePrefix.endsWith(bytes, from, to, "<unfinished ...>")
        || StracePrefix.endsWith(bytes, from, to, "<detached ...>")
        || StracePrefix.endsWith(bytes, from, to, "<ptrace(SYSCALL):No such process>");
  }

  /** {@return the number at the start of a result, or -1 when it is none or an error} */
  static int number(byte[] bytes, int from, int to) {
    int value = -1;
    for (int at = from; at < to && StracePrefix.isDigit(bytes[at]) && at - from < 9; at++) {
      value = Math.max(value, 0) * 10 + bytes[at] - '0';
    }
    return value;
  }
}
