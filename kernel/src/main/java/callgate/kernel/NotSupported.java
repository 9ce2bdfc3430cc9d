package callgate.kernel;

/**
 * This kernel or this user can't do what was asked: the message says what is missing (exit status
 * 4).
 */
public final class NotSupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotSupported(String missing) {
    super(missing);
  }

  NotSupported(String missing, Throwable cause) {
    super(missing, cause);
  }
}
