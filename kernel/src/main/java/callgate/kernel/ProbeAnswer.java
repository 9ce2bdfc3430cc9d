package callgate.kernel;

/** What the filters around a process do with a call. */
public sealed interface ProbeAnswer {
  /** They let it through: it would be executed. */
  record Passes() implements ProbeAnswer {}

  /**
   * It fails.
   *
   * @param errno that it fails with; 0 when it seems to succeed
   */
  record Fails(int errno) implements ProbeAnswer {}

  /** It gets the signal SIGSYS, which a program can handle. */
  record Traps() implements ProbeAnswer {}

  /** Whoever makes it is killed. */
  record Kills() implements ProbeAnswer {}

  /** This machine has no such ABI: whoever tries gets another signal than SIGSYS. */
  record Impossible() implements ProbeAnswer {}

  /** The same as {@code equals}, which the JVM puts together when it is first called. */
  default boolean isSame(ProbeAnswer other) {
    return this instanceof Fails(int errno)
        ? other instanceof Fails(int theirs) && theirs == errno
        : getClass() == other.getClass();
  }
}
