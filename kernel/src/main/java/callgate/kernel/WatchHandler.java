package callgate.kernel;

/** Is told what a {@link FilterWatch} sees, in the order in which it happened. */
public interface WatchHandler {
  /** A process made another. */
  void forked(int parent, int child);

  /**
   * A process executed a program.
   *
   * @param file as it was asked for
   * @param interpreter what runs: the same, or what a script names
   * @param place where it is
   */
  void executed(int process, String file, String interpreter, KernelPlace place);

  /** A call had to do with filters. */
  void called(WatchedCall call);
}
