package callgate.cli;

/** What the exit statuses of {@code callgate} mean. */
final class Status {
  static final int DONE = 0;

  /** The answer is no: different, findings, violations. */
  static final int NO = 1;

  static final int WRONG_USAGE = 2;

  /** A file or log can't be used, read or written. */
  static final int BAD_INPUT = 3;

  /** This kernel or user can't; the message says what is missing. */
  static final int NOT_SUPPORTED = 4;

  /** Like {@code env} and {@code timeout}: Callgate itself failed, the program did not start. */
  static final int FAILED_TO_START = 125;

  /** Like {@code env} and {@code timeout}: the program was found but can't be executed. */
  static final int NOT_EXECUTABLE = 126;

  /** Like {@code env} and {@code timeout}: there is no such program. */
  static final int NOT_FOUND = 127;

  /** A shell's status for a program that wrote to a closed pipe: 128 + SIGPIPE. */
  static final int CLOSED_PIPE = 141;

  private Status() {}
}
