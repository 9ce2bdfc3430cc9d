package callgate.kernel;

/**
 * Sees the calls of a supervised program while the kernel holds them back. It is called on one
 * thread, one call at a time; the call goes on when it returns.
 */
@FunctionalInterface
public interface NotificationHandler {
  /** Whether a call with the same number on the same ABI is worth another look. */
  enum Next {
    /** No: such calls are only counted from here on, at the cost of a supervisor in C. */
    COUNT,
    /** Yes, each one: their arguments matter. */
    SHOW
  }

  /**
   * A call is about to be made.
   *
   * @param notification valid until this method returns
   */
  Next notified(Notification notification);
}
