package callgate.cli;

import callgate.kernel.FilterWatch;
import callgate.watch.Counters;
import callgate.watch.Watch;

/** Tells the user, once a second at most, that events were lost. */
final class LostEvents {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Watch watch;
  private final Counters counters;
  private final Terminal terminal;
  private long told;
  private boolean crowdTold;
  private long last = System.nanoTime() - PAUSE_NANOS;

  LostEvents(Watch watch, Counters counters, Terminal terminal) {
    this.watch = watch;
    this.counters = counters;
    this.terminal = terminal;
  }

  /**
   * Tells what is new.
   *
   * @param now whether it can't wait
   */
  void tell(boolean now) {
    if (!now && System.nanoTime() - last < PAUSE_NANOS) {
      return;
    }
    last = System.nanoTime();
    long lost = watch.lost();
    counters.lost(lost);
    if (lost > told) {
      terminal.message(
          (lost - told)
              + " events were lost: they came too fast"
              + (watch.isBuffered() ? "; a larger --buffer takes more" : ""));
      told = lost;
    }
    long unfollowed = watch.unfollowed();
    if (unfollowed > 0 && (now || !crowdTold)) {
      crowdTold = true;
      terminal.message(
          "more than "
              + FilterWatch.THREADS
              + " threads run under filters: whether "
              + unfollowed
              + " calls of others were denied is not known");
    }
  }
}
