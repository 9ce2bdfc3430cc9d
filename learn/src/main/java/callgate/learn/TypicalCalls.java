package callgate.learn;

import callgate.bpf.CallMix;
import callgate.decision.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What evidence says about how often calls are made. */
public final class TypicalCalls {
  private static final int ARGUMENTS = 6;

  private TypicalCalls() {}

  /**
   * {@return the calls that were seen, each weighing as much as it was seen} A call's arguments are
   * those that it was made with most; where they were not read, 0.
   */
  public static CallMix of(Evidence evidence) {
    List<CallMix.Entry> entries = new ArrayList<>();
    for (Observation seen : evidence.observations()) {
      long[] arguments = new long[ARGUMENTS];
      for (int i = 0; i < ARGUMENTS; i++) {
        arguments[i] = seen.everyValueOf(i).map(TypicalCalls::mostFrequent).orElse(0L);
      }
      Call call = Call.of(seen.abi(), seen.number(), arguments);
      entries.add(new CallMix.Entry(seen.abi(), call, seen.count()));
    }
    return new CallMix(entries);
  }

  private static long mostFrequent(SeenValues values) {
    return values.counts().entrySet().stream()
        .max((a, b) -> a.getValue().compareTo(b.getValue()))
        .map(Map.Entry::getKey)
        .orElse(0L);
  }
}
