package callgate.kernel;

/** This kernel, or this user, can't do what was asked for: what is missing (exit status 4). */
public final class NotSupported extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is missing, and how to get it. */
  public NotSupported(String missing) {
    super(missing);
  }
}
