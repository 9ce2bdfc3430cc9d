package callgate.kernel;

/**
 * The kernel refused a filter, or a step on the way to it; nothing runs without the filter because
 * of that.
 */
public class InstallFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  InstallFailed(String problem, int errno) {
    super(problem);
    this.errno = errno;
  }

  static InstallFailed of(StepTable.Failure failure) {
    return new InstallFailed(
        "could not " + failure.step().purpose() + ": " + Errors.describe(failure.error()),
        (int) -failure.error());
  }

  /** {@return the kernel's error number (errno(3)), or 0 when it gave none} */
  public int errno() {
    return errno;
  }
}
