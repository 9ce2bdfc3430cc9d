package callgate.bpf;

import callgate.decision.NumberMap;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.EnumMap;
import java.util.Map;

/** How often each call is made: what the compiler makes fast. */
public final class Weights {
  /** Every call that the newest kernel has is made as often as any other. */
  public static final Weights UNIFORM = new Weights(Map.of());

  private final Map<Abi, Map<Integer, Double>> counts;

  private Weights(Map<Abi, Map<Integer, Double>> counts) {
    this.counts = counts;
  }

  /**
   * {@return weights from counts} ABIs without counts are weighted uniformly.
   *
   * @param counts for each ABI how often each number was called
   */
  public static Weights of(Map<Abi, Map<Integer, Double>> counts) {
    return new Weights(new EnumMap<>(counts));
  }

  /** Adds to each range of numbers how often its calls are made on an ABI, and returns the sum. */
  double addTo(double[] weights, NumberMap map, Abi abi) {
    Map<Integer, Double> counted = counts.get(abi);
    if (counted == null || counted.isEmpty()) {
      return addUniform(weights, map, abi);
    }
    double sum = 0;
    for (Map.Entry<Integer, Double> call : counted.entrySet()) {
      weights[map.rangeOf(call.getKey())] += call.getValue();
      sum += call.getValue();
    }
    return sum;
  }

  private static double addUniform(double[] weights, NumberMap map, Abi abi) {
    int first = abi == Abi.X32 ? Abi.X32_BIT : 0;
    int last = Syscalls.largest(abi, Syscalls.newest());
    for (int i = 0; i < weights.length; i++) {
      long from = Math.max(Integer.toUnsignedLong(map.first(i)), first);
      long to = Math.min(Integer.toUnsignedLong(map.last(i)), last);
      weights[i] += Math.max(0, to - from + 1);
    }
    return last - first + 1.0;
  }
}
