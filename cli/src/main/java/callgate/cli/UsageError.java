package callgate.cli;

/** The command line itself is wrong (exit status 2). */
final class UsageError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageError(String problem) {
    super(problem);
  }
}
