package callgate.learn.incident;

import callgate.learn.Remark;
import java.util.List;

/**
 * What reading logs gave, beside incidents.
 *
 * @param remarks what their reader should know
 * @param lines how many lines were read
 */
public record IncidentReading(List<Remark> remarks, long lines) {
  public IncidentReading {
    remarks = List.copyOf(remarks);
  }
}
