package callgate.learn.incident;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.learn.LogInput;
import callgate.learn.LogLines;
import callgate.learn.Remark;
import callgate.learn.StraceFailures;
import callgate.learn.StraceFailures.FailedCall;
import callgate.learn.audit.AuditRecord;
import callgate.learn.audit.JournalEntry;
import callgate.learn.audit.JournalExport;
import callgate.policy.Action.Kind;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls that filters stopped in logs of every kind: of auditd and of the kernel, from
 * ausearch and journalctl, and of strace; and in core dumps. What a line is, it tells itself, so
 * that logs may be mixed. Not for several threads.
 */
public final class IncidentLogs {
  private static final char ELF = '\u007f';

  /** What stands before an object in {@code journalctl -o json-sse}. */
  private static final String EVENT = "data: ";

  private static final int LONGEST_OBJECT = 1 << 20;

  /** Kernel messages, lines of loggers with a tag, and what strace writes: calls, signals, ends. */
  private static final Pattern KNOWN =
      Pattern.compile(
          "^(<\\d+>)?\\[[ .0-9a-zA-Z:]+\\] |\\S+\\[\\d+\\]: | kernel: |\\w+\\(.*\\) += |\\+\\+\\+|--- SIG"
              + "|<unfinished|resumed>");

  private final Abi machine;
  private final Set<Integer> errnos;
  private final Consumer<Incident> sink;
  private final List<Remark> remarks = new ArrayList<>();
  private final AuditIncidents audit;
  private String name = "";
  private boolean known;
  private long lines;

  /**
   * @param machine what the 64-bit programs of the logs' machine speak
   * @param errnos the errors that count in a log of strace: those that the policy gives
   * @param sink is given each incident, in the order of the logs
   */
  public IncidentLogs(Abi machine, Set<Integer> errnos, Consumer<Incident> sink) {
    this.machine = machine;
    this.errnos = Set.copyOf(errnos);
    this.sink = sink;
    this.audit = new AuditIncidents(sink);
  }

  /**
   * Reads logs.
   *
   * @param arguments files, {@code -} for standard input; compressed ones are read as they are
   * @throws BadInput for one that is broken
   */
  public IncidentReading read(List<String> arguments) throws IOException {
    for (String argument : arguments) {
      try (LogInput log = LogInput.open(argument)) {
        read(log);
      }
    }
    return finish();
  }

  /** {@return what there is to know beside the incidents, all of which were told then} */
  public IncidentReading finish() {
    audit.finish();
    return new IncidentReading(remarks, lines);
  }

  /** Reads one more log; {@link #read(List)} or {@link #finish} has to follow. */
  public void read(LogInput log) throws IOException {
    name = log.name();
    known = false;
    if (log.startsWith(ELF)) {
      sink.accept(CoreDump.read(name, log.stream()));
      return;
    }
    List<String> start = log.firstLines();
    if (!start.isEmpty() && start.getFirst().startsWith(JournalExport.START)) {
      export(log);
      return;
    }
    boolean pretty = !start.isEmpty() && start.getFirst().equals("{");
    LogLines input = new LogLines(log.stream());
    StraceFailures strace = new StraceFailures(machine, errnos, this::straced);
    long suppressed = 0;
    long line = 0;
    try {
      for (String text = input.next(); text != null; text = input.next()) {
        line++;
        suppressed += suppressed(text);
        take(pretty ? object(text, input) : text, line, strace);
      }
    } catch (EOFException | ZipException broken) {
      throw new BadInput(Position.of(name), "broken or cut short: " + broken.getMessage());
    }
    lines += line;
    if (line > 0 && !known) {
      remarks.add(
          new Remark(
              Position.of(name),
              "no line of it is from auditd, the kernel, a journal or strace: was another file"
                  + " meant?"));
    }
    if (suppressed > 0) {
      remarks.add(
          new Remark(
              Position.of(name),
              "the kernel left out "
                  + suppressed
                  + " records because there were too many at a time: with auditd, or with sysctl"
                  + " kernel.printk_ratelimit=0, there are all"));
    }
  }

  private void take(String text, long line, StraceFailures strace) {
    String json = text.startsWith(EVENT) ? text.substring(EVENT.length()) : text.strip();
    if (json.startsWith("{")) {
      @Nullable JournalEntry entry = JournalEntry.parse(json).orElse(null);
      if (entry != null) {
        known = true;
        take(entry, line);
        return;
      }
    }
    Optional<AuditRecord> record = AuditRecord.parse(text);
    if (record.isPresent()) {
      known = true;
      audit.add(record.get(), name + ":" + line, "");
    } else {
      known |= KNOWN.matcher(text).find();
      strace.take(text, line);
    }
  }

  private void take(JournalEntry entry, long line) {
    entry.record().ifPresent(record -> audit.add(record, name + ":" + line, entry.unit()));
  }

  private void export(LogInput log) throws IOException {
    JournalExport journal = new JournalExport(log.stream());
    try {
      long line = 1;
      for (JournalEntry entry = journal.next(); entry != null; entry = journal.next()) {
        take(entry, line);
        line = journal.lines() + 1;
      }
    } catch (EOFException | ZipException broken) {
      throw new BadInput(Position.of(name), "broken or cut short: " + broken.getMessage());
    }
    lines += journal.lines();
  }

  /** {@return an object that has a line for each of its members, on one line} */
  private static String object(String first, LogLines input) throws IOException {
    StringBuilder text = new StringBuilder(first);
    String line = first;
    while (line != null && !line.startsWith("}") && text.length() < LONGEST_OBJECT) {
      line = input.next();
      text.append(line == null ? "" : line);
    }
    return text.toString();
  }

  /** {@return how many records the kernel says that it left out of its log} */
  private static long suppressed(String text) {
    int end = text.indexOf(" callbacks suppressed");
    int start = text.indexOf("printk_skb: ");
    if (start < 0 || end < start) {
      return 0;
    }
    try {
      return Long.parseLong(text.substring(start + "printk_skb: ".length(), end));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void straced(FailedCall call) {
    Received received =
        switch (call.end()) {
          case StraceFailures.End.Failed(int errno) -> Received.errno(errno);
          case StraceFailures.End.Trapped _ -> Received.of(Kind.TRAP);
          case StraceFailures.End.Killed _ ->
              new Received(EnumSet.of(Kind.KILL_PROCESS, Kind.KILL_THREAD), OptionalInt.empty());
        };
    Violation violation =
        Violation.of(call.abi().auditArch(), call.number()).with(call.arguments()).got(received);
    sink.accept(
        new Incident(
            call.time(),
            name + ":" + call.line(),
            new Caller(call.pid(), "", call.executable(), "", "", ""),
            Optional.of(violation),
            List.of("strace shows " + call.shown()),
            call.end() instanceof StraceFailures.End.Failed));
  }
}
