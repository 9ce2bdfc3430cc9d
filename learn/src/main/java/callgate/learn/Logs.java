package callgate.learn;

import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads logs of every kind that evidence can be taken from; the first bytes of one tell which it
 * is.
 */
public final class Logs {
  private Logs() {}

  /**
   * {@return what several logs say together}
   *
   * @param arguments files, {@code -} for standard input; compressed ones are read as they are
   * @param abi what the 64-bit programs of the logs' machine speak
   * @param values whether to read the values of arguments too
   * @throws BadInput for one that is broken, or in which there is no call
   */
  public static LogReading read(List<String> arguments, Abi abi, boolean values)
      throws IOException {
    StraceLog strace = new StraceLog(abi, values);
    EvidenceBuilder evidence = new EvidenceBuilder();
    List<Remark> remarks = new ArrayList<>();
    long lines = 0;
    long otherLines = 0;
    for (String argument : arguments) {
      try (LogInput log = LogInput.open(argument)) {
        LogReading reading = read(log, strace, values);
        if (reading.evidence().isEmpty()) {
          throw new BadInput(
              Position.of(log.name()),
              "there is no system call in it"
                  + (reading.lines() == 0
                      ? ": it is empty"
                      : "; logs of strace, tables of strace -c, audit records of seccomp or of"
                          + " calls, and Callgate's evidence are read"));
        }
        evidence.add(reading.evidence());
        remarks.addAll(reading.remarks());
        lines += reading.lines();
        otherLines += reading.otherLines();
      }
    }
    return new LogReading(evidence.build(), remarks, lines, otherLines);
  }

  private static LogReading read(LogInput log, StraceLog strace, boolean values)
      throws IOException {
    if (log.firstLines().stream().anyMatch(AuditLog::isLine)) {
      return new AuditLog(log.name(), values).read(log);
    }
    if (log.startsWith('{')) {
      Evidence evidence = EvidenceFile.read(log.name(), log.stream());
      return new LogReading(evidence, List.of(), 1, 0);
    }
    return strace.read(log);
  }
}
