package callgate.cli;

import java.time.Duration;
import org.apache.commons.cli.CommandLine;

/** When a command that watches has seen enough: {@code --for} and {@code --count}. */
final class EventLimit {
  private final long start = System.nanoTime();
  private final Duration atMost;
  private final long most;
  private long taken;

  private EventLimit(Duration atMost, long most) {
    this.atMost = atMost;
    this.most = most;
  }

  static EventLimit of(CommandLine line) {
    Duration atMost =
        line.hasOption("for")
            ? DurationOption.parse(line.getOptionValue("for"))
            : RecordingSource.UNLIMITED;
    String count = line.getOptionValue("count", Long.toString(Long.MAX_VALUE));
    try {
      long most = Long.parseLong(count);
      if (most > 0) {
        return new EventLimit(atMost, most);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError("--count is a number of events, not " + count);
  }

  /** {@return whether one more event is wanted} Counts it then. */
  boolean takes() {
    if (taken == most) {
      return false;
    }
    taken++;
    return true;
  }

  /** {@return whether it was not as many events as asked for} */
  boolean wantsMore() {
    return taken < most;
  }

  long taken() {
    return taken;
  }

  boolean isReached() {
    return taken == most || System.nanoTime() - start > atMost.toNanos();
  }
}
