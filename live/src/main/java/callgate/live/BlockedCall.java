package callgate.live;

import callgate.decision.Call;
import callgate.kernel.Caller;
import callgate.simulation.Outcome;
import java.time.Instant;

/**
 * A call that a policy stops, or would stop, taken down while its caller stood still.
 *
 * @param time when
 * @param process that made it
 * @param thread of that process; the same number for its first one
 * @param name of the thread, as it calls itself
 * @param executable the file that the process executes; empty when it can't be known
 * @param call as the kernel gave it to the filter
 * @param text the call as people write it
 * @param outcome what the policy says, and where
 */
public record BlockedCall(
    Instant time,
    int process,
    int thread,
    String name,
    String executable,
    Call call,
    String text,
    Outcome outcome) {
  static BlockedCall of(Caller caller, Call call, Outcome outcome) {
    int thread = caller.thread();
    return new BlockedCall(
        Instant.now(),
        Processes.process(thread),
        thread,
        Processes.name(thread),
        Processes.executable(thread),
        call,
        CallWords.of(call, caller),
        outcome);
  }

  /** {@return who made the call, such as {@code mkdir (process 17, /usr/bin/mkdir)}} */
  public String who() {
    StringBuilder who = new StringBuilder(Shown.plain(name)).append(" (process ").append(process);
    if (thread != process) {
      who.append(", thread ").append(thread);
    }
    return who.append(executable.isEmpty() ? "" : ", " + Shown.plain(executable))
        .append(')')
        .toString();
  }
}
