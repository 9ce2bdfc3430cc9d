package callgate.watch;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.kernel.AuditSocket;
import callgate.learn.audit.AuditRecord;
import callgate.learn.incident.AuditIncidents;
import callgate.learn.incident.Incident;
import callgate.policy.Action.Kind;
import callgate.watch.Sighting.Blocked;
import java.util.Set;

/** Makes sightings of records of the audit system. */
final class AuditSource {
  private static final int MOST_AT_ONCE = 4096;

  private final AuditSocket socket;
  private final AuditIncidents incidents = new AuditIncidents(this::incident);
  private final EbpfSource processes;
  private final boolean loggedOnly;
  private final EventFilter filter;
  private final SightingSink sink;

  /**
   * @param processes who knows about processes
   * @param loggedOnly whether others see what is stopped, so that only what is logged is new
   */
  AuditSource(
      AuditSocket socket,
      EbpfSource processes,
      boolean loggedOnly,
      EventFilter filter,
      SightingSink sink) {
    this.socket = socket;
    this.filter = filter;
    this.processes = processes;
    this.loggedOnly = loggedOnly;
    this.sink = sink;
  }

  /** Tells what came since the last time, and {@return how many records that were} */
  int drain() {
    int records = 0;
    while (records < MOST_AT_ONCE
        && socket.receive((type, text) ->
            AuditRecord.ofMessage(type, text)
                .ifPresent(record -> incidents.add(record, "audit", "")))) {
      records++;
    }
    incidents.finish();
    return records;
  }

  /** Waits for a record, or for that long. */
  void await(long milliseconds) {
    socket.await(milliseconds);
  }

  /** {@return how often records were lost} */
  long lost() {
    return socket.overruns();
  }

  private void incident(Incident incident) {
    if (incident.violation().isEmpty()) {
      return;
    }
    Violation violation = incident.violation().get();
    Set<Kind> kinds = violation.received().map(Received::kinds).orElse(Set.of());
    boolean logged = kinds.equals(Set.of(Kind.LOG));
    if (loggedOnly && !logged) {
      return;
    }
    Subject known =
        processes.subject(incident.caller().pid(), user(incident), incident.caller().comm());
    Subject subject =
        known.executable().isEmpty() || !loggedOnly
            ? new Subject(
                known.process(),
                known.thread(),
                known.user(),
                known.command(),
                incident.caller().exe(),
                known.ancestors(),
                known.container(),
                known.group())
            : known;
    Sighting sighting = new Sighting(incident.time(), subject, blocked(violation, kinds, logged));
    if (filter.wants(sighting)) {
      sink.see(sighting);
    }
  }

  private static Blocked blocked(Violation violation, Set<Kind> kinds, boolean logged) {
    if (logged) {
      return new Blocked(violation, 0, "let through, and logged", "log");
    }
    Kind kind = kinds.stream().findFirst().orElse(Kind.KILL_PROCESS);
    return switch (kind) {
      case KILL_PROCESS -> new Blocked(violation, 0, "killed the process", "kill_process");
      case KILL_THREAD -> new Blocked(violation, 0, "killed the thread", "kill_thread");
      case TRAP -> new Blocked(violation, 0, "got SIGSYS", "trap");
      case ERRNO -> new Blocked(violation, 0, "failed with an error", "errno");
      case USER_NOTIF -> new Blocked(violation, 0, "a supervisor was asked", "notify");
      case TRACE -> new Blocked(violation, 0, "a tracer was asked", "trace");
      case LOG, ALLOW -> new Blocked(violation, 0, "let through, and logged", "log");
    };
  }

  private static long user(Incident incident) {
    try {
      return Long.parseLong(incident.caller().user());
    } catch (NumberFormatException name) {
      return -1;
    }
  }
}
