package callgate.learn;

import callgate.bpf.CallMix;
import callgate.decision.Call;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What programs were seen doing. Evidence of several runs can be merged in any order and grouping:
 * the result is the same.
 *
 * @param runs where it comes from, in order of time
 * @param programs what was executed (execve(2)), and how often
 * @param observations by ABI and number
 */
public record Evidence(
    List<Run> runs, SortedMap<String, Long> programs, List<Observation> observations) {
  /** Nothing was seen. */
  public static final Evidence NONE = new Evidence(List.of(), new TreeMap<>(), List.of());

  public Evidence {
    runs = runs.stream().sorted().toList();
    programs = Collections.unmodifiableSortedMap(new TreeMap<>(programs));
    observations = List.copyOf(observations);
  }

  /** {@return whether no call was seen} */
  public boolean isEmpty() {
    return observations.isEmpty();
  }

  /** {@return the ABIs of the calls, in the order in which they are declared} */
  public List<Abi> abis() {
    Set<Abi> abis = EnumSet.noneOf(Abi.class);
    observations.forEach(observation -> abis.add(observation.abi()));
    return new ArrayList<>(abis);
  }

  /** {@return the calls of one ABI, by number} */
  public List<Observation> of(Abi abi) {
    return observations.stream().filter(observation -> observation.abi() == abi).toList();
  }

  /** {@return how many calls were seen} */
  public long calls() {
    return observations.stream().mapToLong(Observation::count).sum();
  }

  /**
   * {@return how often each call is made, with the arguments that it had most often, as a compiler
   * wants to know}
   */
  public CallMix mix() {
    List<CallMix.Entry> entries = new ArrayList<>();
    for (Observation seen : observations) {
      long[] arguments = new long[6];
      for (SeenValues values : seen.values()) {
        values.mostFrequent().ifPresent(value -> arguments[values.argument()] = value);
      }
      Call call = Call.of(seen.abi(), seen.number(), arguments);
      entries.add(new CallMix.Entry(seen.abi(), call, seen.count()));
    }
    return new CallMix(entries);
  }

  /** {@return what was seen here or there} */
  public Evidence merge(Evidence other) {
    return new EvidenceBuilder().add(this).add(other).build();
  }
}
