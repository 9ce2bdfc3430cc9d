package callgate.decision;

/** A policy or filter whose exact meaning does not fit into memory: said, never guessed. */
public final class TooComplex extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TooComplex(String problem) {
    super(problem);
  }
}
