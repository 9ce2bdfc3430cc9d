package callgate.kernel;

/**
 * The kernel refused a filter, or a step on the way to it; nothing runs without the filter because
 * of that.
 */
public sealed class InstallFailed extends RuntimeException permits ThreadRefused {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * @param error what the kernel returned: an errno, negated
   */
  InstallFailed(String problem, long error) {
    super(problem);
    errno = (int) -error;
  }

  /** {@return the kernel's error number (errno(3)), or 0 when it gave none} */
  public int errno() {
    return errno;
  }
}
