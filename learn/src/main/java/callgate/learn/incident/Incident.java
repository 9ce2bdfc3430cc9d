package callgate.learn.incident;

import callgate.explanation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * A call that a filter stopped or logged, or a death by SIGSYS of which the call is not known.
 *
 * @param time when, in nanoseconds since 1970; {@link #NO_TIME} when the source doesn't tell
 * @param place where that stands, such as {@code audit.log:12}
 * @param caller who made it
 * @param violation the call; empty when the source tells only that a program died of one
 * @param details what else the source tells, such as the paths that the call was about
 * @param suspected whether it may as well not have been a filter: the call failed with an error
 *     that filters and the kernel give
 */
public record Incident(
    long time,
    String place,
    Caller caller,
    Optional<Violation> violation,
    List<String> details,
    boolean suspected) {
  /** The time of an incident without one. */
  public static final long NO_TIME = Long.MAX_VALUE;

  public Incident {
    details = List.copyOf(details);
  }

  public Incident by(Caller caller) {
    return new Incident(time, place, caller, violation, details, suspected);
  }
}
