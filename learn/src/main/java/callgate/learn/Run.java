package callgate.learn;

import java.util.List;

/**
 * One source of evidence: a program that was watched, or a log that was read.
 *
 * @param source {@code record} for a program that was watched live, else the log's name
 * @param command the program and its arguments; empty for a log
 * @param started when, in nanoseconds since 1970; {@link Occurrence#NO_TIME} for a log
 * @param status how the program ended, as a shell tells it (128+signal); 0 for a log
 * @param calls how many calls were seen
 */
public record Run(String source, List<String> command, long started, int status, long calls)
    implements Comparable<Run> {
  /** The source of evidence from programs that were watched live. */
  public static final String LIVE = "record";

  public Run {
    command = List.copyOf(command);
  }

  /** {@return evidence's record of a log} */
  public static Run ofLog(String name, long calls) {
    return new Run(name, List.of(), Occurrence.NO_TIME, 0, calls);
  }

  @Override
  public int compareTo(Run other) {
    int order = Long.compare(started, other.started);
    if (order == 0) {
      order = source.compareTo(other.source);
    }
    if (order == 0) {
      order = String.join("\0", command).compareTo(String.join("\0", other.command));
    }
    if (order == 0) {
      order = Integer.compare(status, other.status);
    }
    return order == 0 ? Long.compare(calls, other.calls) : order;
  }
}
