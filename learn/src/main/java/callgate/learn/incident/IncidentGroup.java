package callgate.learn.incident;

/**
 * Incidents that are alike: the same program made the same call and got the same.
 *
 * @param first the first that was read
 * @param count how many there are, at least 1
 * @param last the time of the latest, or {@link Incident#NO_TIME}
 */
public record IncidentGroup(Incident first, long count, long last) {
  IncidentGroup plus(Incident other) {
    boolean later =
        other.time() != Incident.NO_TIME && (last == Incident.NO_TIME || other.time() > last);
    return new IncidentGroup(first, count + 1, later ? other.time() : last);
  }
}
