package callgate.simulation;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

/**
 * Judges many calls: one a line, {@code arch syscall arg0 .. arg5} divided by tabs, missing
 * arguments being 0; one line with an action comes out for each, in order.
 */
public final class BatchSimulation {
  private static final int FLUSH_AT = 1 << 13;

  private final String name;
  private final Judge judge;
  private final Map<String, CallReader> readers = new HashMap<>();
  private final StringBuilder pending = new StringBuilder(2 * FLUSH_AT);
  private int lineNumber;

  /**
   * @param name what messages call the input
   */
  public BatchSimulation(String name, Judge judge) {
    this.name = name;
    this.judge = judge;
  }

  /**
   * Judges all lines.
   *
   * @throws BadInput at the first line that means no call; the lines before it are answered
   */
  public void run(BufferedReader input, PrintStream out) throws IOException {
    try {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        lineNumber++;
        Action action = judge(line);
        pending.append(action).append('\n');
        if (pending.length() >= FLUSH_AT) {
          flush(out);
        }
      }
    } finally {
      flush(out);
    }
  }

  private void flush(PrintStream out) {
    out.append(pending);
    pending.setLength(0);
  }

  private Action judge(String line) {
    int start = 0;
    try {
      int end = fieldEnd(line, 0);
      CallReader reader = reader(line.substring(0, end));
      if (end == line.length()) {
        start = end;
        throw new CallProblem("a line is ARCH, SYSCALL and up to 6 arguments, divided by tabs");
      }
      start = end + 1;
      end = fieldEnd(line, start);
      int number = reader.number(line.substring(start, end));
      long[] arguments = new long[CallReader.ARGUMENTS];
      for (int i = 0; end < line.length(); i++) {
        start = end + 1;
        end = fieldEnd(line, start);
        if (i == CallReader.ARGUMENTS) {
          throw new CallProblem("a call has at most 6 arguments");
        }
        arguments[i] = reader.argument(line.substring(start, end));
      }
      return judge.action(reader.call(number, arguments));
    } catch (CallProblem e) {
      throw new BadInput(new Position(name, lineNumber, start + 1), e.problem());
    }
  }

  private static int fieldEnd(String line, int start) {
    int tab = line.indexOf('\t', start);
    return tab < 0 ? line.length() : tab;
  }

  private CallReader reader(String arch) throws CallProblem {
    CallReader reader = readers.get(arch);
    if (reader == null) {
      reader = CallReader.of(arch);
      readers.put(arch, reader);
    }
    return reader;
  }
}
