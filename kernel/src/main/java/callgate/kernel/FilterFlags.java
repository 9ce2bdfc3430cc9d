package callgate.kernel;

import java.util.List;

/** The flags of {@code seccomp(2)}, and which of them this kernel knows. */
final class FilterFlags {
  static final int TSYNC = 1;
  static final int LOG = 1 << 1;
  static final int SPEC_ALLOW = 1 << 2;
  static final int NEW_LISTENER = 1 << 3;
  static final int TSYNC_ESRCH = 1 << 4;
  static final int WAIT_KILLABLE_RECV = 1 << 5;

  /** All of them, from the lowest bit up. */
  static final List<Flag> ALL =
      List.of(
          new Flag(TSYNC, "TSYNC", "3.17", "for all threads of a process at once"),
          new Flag(LOG, "LOG", "4.14", "log what is not allowed"),
          new Flag(SPEC_ALLOW, "SPEC_ALLOW", "4.17", "keep speculative store bypass, and speed"),
          new Flag(NEW_LISTENER, "NEW_LISTENER", "5.0", "with a supervisor"),
          new Flag(TSYNC_ESRCH, "TSYNC_ESRCH", "5.7", "for all threads, with a supervisor"),
          new Flag(
              WAIT_KILLABLE_RECV,
              "WAIT_KILLABLE_RECV",
              "5.19",
              "signals don't disturb a call that a supervisor looks at"));

  private static final int SET_MODE_FILTER = 1;

  private FilterFlags() {}

  /**
   * A flag.
   *
   * @param name without {@code SECCOMP_FILTER_FLAG_}
   * @param since the first kernel that knows it
   * @param effect what it is for, in a few words
   */
  record Flag(int bit, String name, String since, String effect) {
    /** {@return whether the kernel knows it} */
    boolean isKnown() {
      return areKnown(bit == WAIT_KILLABLE_RECV ? bit | NEW_LISTENER : bit);
    }
  }

  /**
   * {@return whether the kernel knows all of these, together} It looks at the flags before it looks
   * for a filter, and there is none.
   */
  static boolean areKnown(int flags) {
    return SystemCall.SECCOMP.call(SET_MODE_FILTER, flags, 0) == Errors.EFAULT;
  }
}
