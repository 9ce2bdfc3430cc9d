package callgate.live;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Lets through what a person can read: bursts of some reports, then a few each second. */
final class RateLimit {
  private static final int BURST = 30;
  private static final int EACH_SECOND = 10;

  private double left = BURST;
  private @Nullable Instant last;

  /** {@return whether one more may be shown now} */
  boolean permits(Instant now) {
    Instant before = last;
    if (before != null) {
      double seconds = Math.max(0, Duration.between(before, now).toNanos() / 1e9);
      left = Math.min(BURST, left + seconds * EACH_SECOND);
    }
    last = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
