package callgate.learn;

import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers evidence, call by call or many at once. Not for several threads. */
public final class EvidenceBuilder {
  private final List<Run> runs = new ArrayList<>();
  private final SortedMap<String, Long> programs = new TreeMap<>();
  private final SortedMap<Long, Observation> observations = new TreeMap<>();

  /** Starts with nothing. */
  public EvidenceBuilder() {}

  public EvidenceBuilder add(Run run) {
    runs.add(run);
    return this;
  }

  /** Notes that a program was executed. */
  public EvidenceBuilder addProgram(String executable, long count) {
    programs.merge(executable, count, Long::sum);
    return this;
  }

  public EvidenceBuilder add(Observation seen) {
    observations.merge(key(seen.abi(), seen.number()), seen, EvidenceBuilder::sum);
    return this;
  }

  public EvidenceBuilder add(Evidence evidence) {
    runs.addAll(evidence.runs());
    evidence.programs().forEach(this::addProgram);
    evidence.observations().forEach(this::add);
    return this;
  }

  /** {@return how many calls of one kind were added so far} */
  public long count(Abi abi, int number) {
    Observation seen = observations.get(key(abi, number));
    return seen == null ? 0 : seen.count();
  }

  public Evidence build() {
    return new Evidence(runs, programs, List.copyOf(observations.values()));
  }

  /** Orders by ABI, then by number, unsigned. */
  private static Long key(Abi abi, int number) {
    return (long) abi.ordinal() << 32 | Integer.toUnsignedLong(number);
  }

  private static Observation sum(Observation a, Observation b) {
    return new Observation(
        a.abi(),
        a.number(),
        a.count() + b.count(),
        a.first().orEarlier(b.first()),
        sum(a.values(), b.values()));
  }

  private static List<SeenValues> sum(Collection<SeenValues> a, Collection<SeenValues> b) {
    if (a.isEmpty() && b.isEmpty()) {
      return List.of();
    }
    Map<Integer, SeenValues> byArgument = new HashMap<>();
    a.forEach(seen -> byArgument.merge(seen.argument(), seen, SeenValues::plus));
    b.forEach(seen -> byArgument.merge(seen.argument(), seen, SeenValues::plus));
    return new TreeMap<>(byArgument).values().stream().toList();
  }
}
