package callgate.kernel;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What programs did, recorded in the kernel.
 *
 * @param status how the program ended that was run; empty when one was watched that ran already
 * @param calls by slot of their numbers
 * @param programs what was executed, and how often
 * @param complete whether every program has ended
 * @param lost how many events found no room; their calls are counted, but who made them is not
 *     known
 */
public record KernelRecording(
    Optional<ExitStatus> status,
    List<SeenCall> calls,
    SortedMap<String, Long> programs,
    boolean complete,
    long lost) {
  public KernelRecording {
    calls = List.copyOf(calls);
    programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
  }
}
