package callgate.policy;

/**
 * Input that can't be used: where it stands, what is wrong with it, and what to do (exit status 3).
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  public BadInput(Position position, String problem) {
    super(position + ": " + problem);
    this.position = position;
  }

  public Position position() {
    return position;
  }
}
