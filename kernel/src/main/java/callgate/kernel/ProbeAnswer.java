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
}
