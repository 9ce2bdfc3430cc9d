package callgate.kernel;

import callgate.decision.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A kind of call that a recording in the kernel saw.
 *
 * @param count how often
 * @param sequence the how-manieth kind it was, from 1
 * @param time of the first one, in nanoseconds since 1970
 * @param thread which made it
 * @param executable the file that it executed; empty when it can't be known
 * @param first with its arguments
 * @param texts what its arguments pointed to, by argument; empty where there is no text
 * @param values how often arguments had values, by argument; none for one that had too many
 */
public record SeenCall(
    long count,
    long sequence,
    long time,
    int thread,
    String executable,
    Call first,
    List<Optional<String>> texts,
    Map<Integer, SortedMap<Long, Long>> values) {
  public SeenCall {
    texts = List.copyOf(texts);
    values = Map.copyOf(values);
  }

  SeenCall with(long count, Map<Integer, SortedMap<Long, Long>> values) {
    return new SeenCall(
        count, sequence, time, thread, executable, first, new ArrayList<>(texts), values);
  }
}
