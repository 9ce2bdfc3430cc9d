package callgate.learn;

import callgate.syscall.Abi;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Reads what strace 6 and its predecessors print, whatever options it was started with, and the
 * tables of {@code strace -c}. Program output between the lines does no harm: a call is only what
 * has the name of one and ends as one.
 *
 * <p>Logs of {@code strace -ff}, one a process, should be read by one reader, in the order of their
 * names.
 */
public final class StraceLog {
  private final AbiChoice choice;
  private final boolean values;

  /** What a process of a log that comes later is a child of. */
  private final Map<Integer, Image> children = new HashMap<>();

  /**
   * Reads logs of one machine.
   *
   * @param abi what its 64-bit programs speak
   * @param values whether to read the values of arguments too
   */
  public StraceLog(Abi abi, boolean values) {
    this.choice = new AbiChoice(abi);
    this.values = values;
  }

  /**
   * {@return what a log says}
   *
   * @throws callgate.policy.BadInput when it can't be read to its end
   */
  public LogReading read(LogInput log) throws IOException {
    Remarks remarks = new Remarks(log.name());
    StraceSettlement settlement = new StraceSettlement(log.name(), choice, remarks);
    StraceLines lines =
        new StraceLines(
            log.name(),
            pidOf(log.name()),
            choice,
            settlement,
            new StraceValues(values, choice),
            remarks,
            children);
    long count;
    try {
      count = new StraceScanner(lines, log.name()).read(log.stream());
    } catch (EOFException | ZipException broken) {
      throw LogInput.broken(log.name(), broken);
    }
    lines.finish();
    Evidence evidence = settlement.evidence().build();
    EvidenceBuilder whole = new EvidenceBuilder().add(evidence);
    whole.add(Run.ofLog(log.name(), evidence.calls()));
    return new LogReading(whole.build(), remarks.all(), count, lines.otherLines());
  }

  /** {@return the process that {@code strace -ff -o trace} wrote {@code trace.1234} about, or 0} */
  private static int pidOf(String name) {
    int dot = name.lastIndexOf('.');
    try {
      int pid = Integer.parseInt(name, dot + 1, name.length(), 10);
      return dot > 0 && pid <= StracePrefix.LARGEST_PID ? pid : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
