package callgate.learn.incident;

import callgate.learn.Remark;
import java.util.List;

/**
 * What reading logs gave.
 *
 * @param incidents in the order of the logs
 * @param remarks what their reader should know
 * @param lines how many lines were read
 */
public record IncidentReading(List<Incident> incidents, List<Remark> remarks, long lines) {
  public IncidentReading {
    incidents = List.copyOf(incidents);
    remarks = List.copyOf(remarks);
  }
}
