package callgate.watch;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.kernel.AuditSocket;
import callgate.learn.audit.AuditRecord;
import callgate.learn.incident.AuditIncidents;
import callgate.learn.incident.Incident;
import callgate.policy.Action.Kind;
import callgate.watch.Sighting.Blocked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Makes sightings of records of the audit system. */
final class AuditSource {
  private static final int MOST_AT_ONCE = 4096;

  /** More than the socket's buffer holds: records go on coming. */
  private static final int MOST_UNTOLD = 1 << 16;

  private static final int SIGKILL = 9;

  private final AuditSocket socket;
  private final AuditIncidents incidents = new AuditIncidents(this::incident);
  private final AuditFilterCalls filterCalls;
  private final Processes processes;
  private final boolean alone;
  private final EventFilter filter;
  private final SightingSink sink;
  private final List<Sighting> seen = new ArrayList<>();

  /**
   * @param alone whether no programs in the kernel see what is stopped and installed
   */
  AuditSource(
      AuditSocket socket,
      Processes processes,
      FilterReader filters,
      boolean alone,
      EventFilter filter,
      SightingSink sink) {
    this.socket = socket;
    this.filter = filter;
    this.processes = processes;
    this.filterCalls = new AuditFilterCalls(filters);
    this.alone = alone;
    this.sink = sink;
  }

  /** Tells what came since the last time, and {@return how many records that were} */
  int drain() {
    if (alone) {
      // Nobody tells who started what since.
      processes.forget();
    }
    int records = 0;
    while (records < MOST_AT_ONCE
        && socket.receive(
            (type, text) -> AuditRecord.ofMessage(type, text).ifPresent(this::take))) {
      records++;
    }
    incidents.finish();
    Stream.concat(filterCalls.finish(processes).stream(), seen.stream())
        .sorted(Comparator.comparingLong(Sighting::time))
        .filter(filter::wants)
        .forEach(sink::see);
    seen.clear();
    return records;
  }

  /** Tells nothing of what came since the last time, and {@return how many events that were} */
  long discard() {
    AtomicLong events = new AtomicLong();
    for (int records = 0; records < MOST_UNTOLD; records++) {
      boolean more =
          socket.receive((type, text) ->
              AuditRecord.ofMessage(type, text)
                  .filter(
                      record -> record.is("SECCOMP") || (alone && AuditFilterCalls.isAbout(record)))
                  .ifPresent(_ -> events.incrementAndGet()));
      if (!more) {
        break;
      }
    }
    return events.get();
  }

  /** Waits for a record, or for that long. */
  void await(long milliseconds) {
    socket.await(milliseconds);
  }

  /** {@return how often records were lost} */
  long lost() {
    return socket.overruns();
  }

  private void take(AuditRecord record) {
    if (alone || !record.is("SECCOMP") || isUnseenByPrograms(record)) {
      incidents.add(record, "audit", "");
    }
    if (alone) {
      filterCalls.add(record);
    }
  }

  /** What is only logged, and the death of a thread in strict mode, which is no SIGSYS. */
  private static boolean isUnseenByPrograms(AuditRecord record) {
    return (int) record.hexadecimal("code").orElse(0) == Kind.LOG.value()
        || record.decimal("sig").orElse(0) == SIGKILL;
  }

  private void incident(Incident incident) {
    if (incident.violation().isEmpty()) {
      return;
    }
    Violation violation = incident.violation().get();
    Set<Kind> kinds = violation.received().map(Received::kinds).orElse(Set.of());
    Subject known =
        processes.subject(
            incident.caller().pid(),
            0,
            0,
            user(incident),
            incident.caller().comm(),
            Optional.empty());
    Subject subject =
        alone || known.executable().isEmpty() ? known.running(incident.caller().exe()) : known;
    seen.add(new Sighting(incident.time(), subject, blocked(violation, kinds)));
  }

  private static Blocked blocked(Violation violation, Set<Kind> kinds) {
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
