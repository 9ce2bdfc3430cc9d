package callgate.learn.incident;

import callgate.explanation.Violation;
import callgate.learn.audit.AuditRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes incidents of audit records: those of one event belong together, and may be mixed with those
 * of others. A record SECCOMP tells the call; SYSCALL its arguments, where the call was let
 * through; EXECVE, PROCTITLE and PATH what it was about; ANOM_ABEND of a death by SIGSYS without a
 * SECCOMP record that the action was a trap, which the kernel does not log. A record that comes
 * twice, as a journal has it from the kernel's log and from the audit system, counts once.
 *
 * <p>Not for several threads.
 */
public final class AuditIncidents {
  private static final String SECCOMP = "SECCOMP";
  private static final String DEATH = "ANOM_ABEND";
  private static final String SIGSYS = "31";
  private static final String CUT = "the record is cut short: which call it was is lost";
  private static final String NAMELESS =
      "ausearch -i did not know the name of the call; ausearch without -i tells its number";

  /** Events that may be incomplete at a time; older ones are complete. */
  private static final int MOST_OPEN = 64;

  /** Threads that died by SIGSYS not long ago. */
  private static final int MOST_DYING = 1024;

  private final Consumer<Incident> sink;
  private final Map<String, Event> open = new LinkedHashMap<>();
  private final Set<Integer> dying = new LinkedHashSet<>();

  /**
   * @param sink is given each incident once its event is complete
   */
  public AuditIncidents(Consumer<Incident> sink) {
    this.sink = sink;
  }

  /** The records of one event. */
  private static final class Event {
    final String place;
    final String unit;
    final List<AuditRecord> records = new ArrayList<>();

    Event(String place, String unit) {
      this.place = place;
      this.unit = unit;
    }
  }

  /**
   * Takes a record.
   *
   * @param place where it stands, such as {@code audit.log:12}
   * @param unit the systemd unit of its program; empty if not known
   */
  public void add(AuditRecord record, String place, String unit) {
    if (record.serial() == 0) {
      Event alone = new Event(place, unit);
      alone.records.add(record);
      finish(alone);
      return;
    }
    Event event = open.computeIfAbsent(record.event(), _ -> new Event(place, unit));
    boolean again = (record.is(SECCOMP) || record.is(DEATH)) && first(event, record.type()) != null;
    if (!again) {
      event.records.add(record);
    }
    if (open.size() > MOST_OPEN) {
      Iterator<Event> oldest = open.values().iterator();
      Event complete = oldest.next();
      oldest.remove();
      finish(complete);
    }
  }

  /** No more records follow. */
  public void finish() {
    open.values().forEach(this::finish);
    open.clear();
  }

  private void finish(Event event) {
    for (AuditRecord record : event.records) {
      if (record.is(SECCOMP)) {
        seccomp(event, record);
      } else if (record.is(DEATH)) {
        death(event, record);
      }
    }
  }

  private void seccomp(Event event, AuditRecord record) {
    Optional<Violation> violation =
        SeccompRecord.violation(record).map(call -> withArguments(call, event));
    Caller caller = SeccompRecord.caller(record).in(event.unit).with(command(event));
    if (isDeadly(record)) {
      dies(caller.pid());
    }
    List<String> details = new ArrayList<>(details(event));
    if (violation.isEmpty()) {
      details.addFirst(record.interpreted() ? NAMELESS : CUT);
    }
    sink.accept(new Incident(record.time(), event.place, caller, violation, details, false));
  }

  private static boolean isDeadly(AuditRecord record) {
    String signal = record.fields().getOrDefault("sig", "");
    return signal.equals(SIGSYS) || signal.equals("SIGSYS");
  }

  private void dies(int pid) {
    dying.add(pid);
    if (dying.size() > MOST_DYING) {
      Iterator<Integer> oldest = dying.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  private void death(Event event, AuditRecord record) {
    Caller caller = SeccompRecord.caller(record).in(event.unit);
    if (isDeadly(record) && !dying.remove(caller.pid())) {
      sink.accept(
          new Incident(record.time(), event.place, caller, Optional.empty(), List.of(), false));
    }
  }

  /** A call that went on, because it was only logged, has a SYSCALL record too. */
  private static Violation withArguments(Violation call, Event event) {
    @Nullable AuditRecord record = first(event, "SYSCALL");
    if (record == null || record.interpreted()) {
      return call;
    }
    OptionalLong number = record.decimal("syscall");
    if (number.isEmpty() || (int) number.getAsLong() != call.number()) {
      return call;
    }
    List<OptionalLong> arguments = new ArrayList<>(call.arguments());
    for (int i = 0; i < 4; i++) {
      arguments.set(i, record.hexadecimal("a" + i));
    }
    return call.with(arguments);
  }

  private static @Nullable AuditRecord first(Event event, String type) {
    for (AuditRecord record : event.records) {
      if (record.is(type)) {
        return record;
      }
    }
    return null;
  }

  /** {@return the program with its arguments} */
  private static String command(Event event) {
    @Nullable AuditRecord title = first(event, "PROCTITLE");
    if (title != null) {
      return title.text("proctitle").orElse("").replace('\0', ' ').strip();
    }
    @Nullable AuditRecord execve = first(event, "EXECVE");
    if (execve == null) {
      return "";
    }
    StringBuilder command = new StringBuilder();
    for (int i = 0; execve.fields().containsKey("a" + i) && i < 64; i++) {
      command.append(i == 0 ? "" : " ").append(execve.fields().get("a" + i));
    }
    return command.toString();
  }

  private static List<String> details(Event event) {
    List<String> details = new ArrayList<>();
    for (AuditRecord record : event.records) {
      if (record.is("PATH")) {
        record.text("name").ifPresent(name -> details.add("path " + name));
      } else if (record.is("CWD")) {
        record.text("cwd").ifPresent(directory -> details.add("in " + directory));
      }
    }
    return details;
  }
}
