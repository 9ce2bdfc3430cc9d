package callgate.kernel;

import java.util.List;

/**
 * What a supervised program did.
 *
 * @param status how its first process ended
 * @param counts the calls that reached the supervisor, from it and all of its descendants
 * @param complete whether every one of them has ended; false when the user did not want to wait for
 *     the last
 */
public record Recording(ExitStatus status, List<CallCount> counts, boolean complete) {
  public Recording {
    counts = List.copyOf(counts);
  }
}
