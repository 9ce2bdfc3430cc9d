package callgate.live;

import callgate.decision.Call;
import callgate.kernel.Caller;
import callgate.simulation.Outcome;
import java.time.Instant;

/**
 * A call that a policy stops, or would stop, taken down while its caller stood still.
 *
 * @param time when
 * @param caller who
 * @param call as the kernel gave it to the filter
 * @param text the call as people write it
 * @param outcome what the policy says, and where
 */
public record BlockedCall(Instant time, Who caller, Call call, String text, Outcome outcome) {
  static BlockedCall of(Caller caller, Call call, Outcome outcome) {
    return new BlockedCall(
        Instant.now(), Who.of(caller), call, CallWords.of(call, caller), outcome);
  }
}
