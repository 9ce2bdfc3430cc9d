package callgate.kernel;

/**
 * A thread of this process could not take a filter that was meant for all of them, since it has
 * filters of its own; no thread has it because of that.
 */
public final class ThreadRefused extends InstallFailed {
  private static final long serialVersionUID = 1L;

  private final int thread;
  private final String name;

  ThreadRefused(int thread, String name) {
    super(
        "thread "
            + thread
            + " ("
            + name
            + ") has filters of its own, so it can't take this one: install filters for the whole"
            + " process before those for single threads",
        0);
    this.thread = thread;
    this.name = name;
  }

  /** {@return the kernel's id of the thread} */
  public int thread() {
    return thread;
  }

  /** {@return the first 15 bytes of the thread's name, as the kernel knows it} */
  public String threadName() {
    return name;
  }
}
