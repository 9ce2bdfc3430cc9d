package callgate.kernel;

/** A program that can't be executed: there is none of that name, or the kernel refuses it. */
public final class CannotExecute extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean missing;

  private CannotExecute(String problem, boolean missing) {
    super(problem);
    this.missing = missing;
  }

  /**
   * {@return the exception for a program}
   *
   * @param error what {@code execve} or a look-up returned: an errno, negated
   */
  static CannotExecute of(String program, long error) {
    boolean missing = error == Errors.ENOENT;
    String why =
        missing
            ? "there is no such program"
            : error == Errors.EACCES ? "it is not executable" : Errors.describe(error);
    return new CannotExecute("can't execute " + program + ": " + why, missing);
  }

  /**
   * {@return 127 when there is no such program, 126 when it can't be executed: what env(1) exits
   * with}
   */
  public int exitStatus() {
    return missing ? 127 : 126;
  }
}
