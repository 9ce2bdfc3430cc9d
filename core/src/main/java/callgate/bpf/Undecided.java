package callgate.bpf;

/**
 * A filter whose exact meaning the symbolic execution can't tell, and the instruction that is the
 * reason.
 */
public final class Undecided extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Undecided(int index, String reason) {
    super("instruction " + index + ": " + reason);
  }
}
