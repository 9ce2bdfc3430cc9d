package callgate.learn;

import callgate.learn.audit.AuditRecord;
import callgate.learn.audit.JournalEntry;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.ZipException;

/**
 * Takes evidence out of audit records, in the files of auditd, kernel logs and journals: calls that
 * a filter stopped or logged (SECCOMP), and those that an audit rule is about (SYSCALL), whose
 * first four arguments are known.
 */
final class AuditLog {
  private static final String SECCOMP = "SECCOMP";
  private static final String SYSCALL = "SYSCALL";
  private static final int KNOWN_ARGUMENTS = 4;

  private final String source;
  private final boolean values;
  private final EvidenceBuilder evidence = new EvidenceBuilder();
  private final Remarks remarks;
  private long otherLines;

  /** The event of the last SECCOMP record: a SYSCALL record of it is about the same call. */
  private String lastEvent = "";

  AuditLog(String source, boolean values) {
    this.source = source;
    this.values = values;
    this.remarks = new Remarks(source);
  }

  /** {@return whether a line is one of such a log} */
  static boolean isLine(String line) {
    return JournalEntry.recognises(line) || AuditRecord.parse(line).isPresent();
  }

  LogReading read(LogInput log) throws IOException {
    LogLines lines = new LogLines(log.stream());
    long count = 0;
    try {
      for (String line = lines.next(); line != null; line = lines.next()) {
        count++;
        Optional<AuditRecord> record =
            line.startsWith("{")
                ? JournalEntry.parse(line).flatMap(JournalEntry::record)
                : AuditRecord.parse(line);
        if (record.isPresent()) {
          take(record.get(), count);
        } else {
          otherLines++;
        }
      }
    } catch (EOFException | ZipException broken) {
      throw LogInput.broken(source, broken);
    }
    Evidence found = evidence.build();
    evidence.add(Run.ofLog(source, found.calls()));
    return new LogReading(evidence.build(), remarks.all(), count, otherLines);
  }

  private void take(AuditRecord record, long line) {
    boolean stopped = record.is(SECCOMP);
    if (!stopped && (!record.is(SYSCALL) || record.event().equals(lastEvent))) {
      return;
    }
    if (stopped) {
      lastEvent = record.event();
    }
    if (record.interpreted()) {
      remarks.add(
          "interpreted", line, 0, "this is what ausearch -i writes: without -i, numbers are exact");
      return;
    }
    OptionalLong arch = record.hexadecimal("arch");
    OptionalLong number = record.decimal("syscall");
    Optional<Abi> abi =
        arch.isEmpty() || number.isEmpty()
            ? Optional.empty()
            : abi((int) arch.getAsLong(), (int) number.getAsLong());
    if (abi.isEmpty()) {
      remarks.add("abi", line, 0, "a call of an ABI that Callgate does not know: left out");
      return;
    }
    int call = (int) number.getAsLong();
    evidence.add(
        new Observation(
            abi.get(), call, 1, occurrence(record, line), arguments(record, abi.get(), call)));
  }

  private static Optional<Abi> abi(int arch, int number) {
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == arch && abi.owns(number)) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  private Occurrence occurrence(AuditRecord record, long line) {
    return new Occurrence(
        record.time(),
        source,
        line,
        (int) record.decimal("pid").orElse(0),
        record.text("exe").orElse(""),
        "");
  }

  /** {@return the values that a SYSCALL record tells of arguments that a policy may test} */
  private List<SeenValues> arguments(AuditRecord record, Abi abi, int number) {
    List<SeenValues> seen = new ArrayList<>();
    if (values && record.is(SYSCALL)) {
      for (int index : TestableArguments.of(abi, Syscalls.name(abi, number).orElse(""))) {
        OptionalLong value =
            index < KNOWN_ARGUMENTS ? record.hexadecimal("a" + index) : OptionalLong.empty();
        if (value.isPresent()) {
          seen.add(new SeenValues(index, 1, new TreeMap<>(Map.of(value.getAsLong(), 1L))));
        }
      }
    }
    return seen;
  }
}
