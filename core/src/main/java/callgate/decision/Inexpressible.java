package callgate.decision;

/** What a filter does and no policy can say: said, never guessed. */
public final class Inexpressible extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Inexpressible(String problem) {
    super(problem);
  }
}
