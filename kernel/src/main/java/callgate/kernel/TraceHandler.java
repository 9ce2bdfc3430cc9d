package callgate.kernel;

import callgate.decision.Call;

/**
 * Sees what becomes of the calls of a traced program. It is called on one thread, and the program's
 * thread stands still meanwhile.
 */
public interface TraceHandler {
  /**
   * A call fails.
   *
   * @param errno that the program gets
   */
  void failed(StoppedThread thread, Call call, int errno);

  /**
   * A call is answered with the signal SIGSYS, which the thread gets next.
   *
   * @param data that comes with it
   */
  void trapped(StoppedThread thread, Call call, int data);

  /** A thread is about to end by SIGSYS, and this is the call that it made last. */
  void ending(StoppedThread thread, Call call);

  /** A process has ended, or a thread of one. */
  void ended(int thread, ExitStatus status);
}
