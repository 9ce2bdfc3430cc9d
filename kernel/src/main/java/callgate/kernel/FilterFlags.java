package callgate.kernel;

/** Which flags this kernel's {@code seccomp(2)} knows. */
final class FilterFlags {
  private static final int SET_MODE_FILTER = 1;

  private FilterFlags() {}

  /**
   * {@return whether the kernel knows all of these} It checks flags before it looks for a filter,
   * and there is none.
   */
  static boolean areKnown(int flags) {
    return SystemCall.SECCOMP.call(SET_MODE_FILTER, flags, 0) == Errors.EFAULT;
  }

  /** {@return the flag, or 0 where the kernel doesn't know it} */
  static int ifKnown(int flag) {
    return areKnown(flag) ? flag : 0;
  }
}
