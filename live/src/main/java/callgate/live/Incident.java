package callgate.live;

import callgate.decision.Call;
import callgate.explanation.Explanation;
import callgate.explanation.Received;
import callgate.kernel.StoppedThread;
import callgate.policy.Action.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A call that was stopped, taken down while its thread stood still.
 *
 * @param time when
 * @param caller who
 * @param call as the kernel gave it to the filter
 * @param text the call as people write it
 * @param frames where in the program it was made, the innermost first
 * @param explanation why it was stopped
 */
public record Incident(
    Instant time, Who caller, Call call, String text, List<Frame> frames, Explanation explanation) {
  public Incident {
    frames = List.copyOf(frames);
  }

  static Incident of(StoppedThread thread, Call call, List<Frame> frames, Explanation explanation) {
    return new Incident(
        Instant.now(), Who.of(thread), call, CallWords.of(call, thread), frames, explanation);
  }

  /** {@return what the program got} */
  public Received received() {
    return explanation.violation().received().orElseThrow();
  }

  boolean isTrap() {
    return received().kinds().equals(Set.of(Kind.TRAP));
  }

  boolean isDeadly() {
    return received().kinds().stream()
        .allMatch(kind -> kind == Kind.KILL_PROCESS || kind == Kind.KILL_THREAD);
  }
}
