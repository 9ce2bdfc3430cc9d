package callgate.kernel;

/** A child that {@link Spawner} started. It must be waited for, once. */
public final class SpawnedProcess {
  private static final int P_PID = 1;
  private static final int WEXITED_NOWAIT = 4 | 0x01000000;

  private final int pid;
  private boolean reaped;

  SpawnedProcess(int pid) {
    this.pid = pid;
  }

  /** {@return its process id} */
  public int pid() {
    return pid;
  }

  /** Sends it a signal (signal(7)); one that comes after its end is lost. */
  public synchronized void signal(int signal) {
    if (!reaped) {
      SystemCall.KILL.call(pid, signal);
    }
  }

  /** Waits for its end, and {@return how it ended} */
  public ExitStatus await() {
    awaitEnd();
    return reap();
  }

  /** Waits for its end, but keeps its id. */
  void awaitEnd() {
    long result;
    do {
      result = SystemCall.WAITID.call(P_PID, pid, 0, WEXITED_NOWAIT);
    } while (result == Errors.EINTR);
  }

  /** Takes its status; from here on its id may be that of another process. */
  synchronized ExitStatus reap() {
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct status = memory.struct(Integer.BYTES);
      long result = SystemCall.WAIT4.call(pid, status.address());
      reaped = true;
      if (result != pid) {
        throw new IllegalStateException(
            "waiting for process " + pid + " failed: " + Errors.describe(result));
      }
      return new ExitStatus(status.getInt(0));
    }
  }
}
