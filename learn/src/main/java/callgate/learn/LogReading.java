package callgate.learn;

import java.util.List;

/**
 * What reading logs gave.
 *
 * @param evidence the calls
 * @param remarks what was left out or is uncertain, in the order of the logs
 * @param lines how many were read
 * @param otherLines how many of them are not strace's, such as a traced program's own output
 */
public record LogReading(Evidence evidence, List<Remark> remarks, long lines, long otherLines) {
  public LogReading {
    remarks = List.copyOf(remarks);
  }
}
