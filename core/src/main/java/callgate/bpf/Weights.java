package callgate.bpf;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
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

  /** A number and how often it is called. */
  record Heavy(int value, double weight) {}

  /**
   * {@return the numbers of ABIs that are called most, the most frequent first} None where nothing
   * was counted.
   *
   * @param least smaller numbers, unsigned, are left out
   * @param total what the weights are shares of
   */
  List<Heavy> heaviest(List<Abi> abis, int least, int most, double total) {
    if (counts.isEmpty()) {
      return List.of();
    }
    List<Heavy> heavy = new ArrayList<>();
    for (Abi abi : abis) {
      counts
          .getOrDefault(abi, Map.of())
          .forEach((number, count) -> heavy.add(new Heavy(number, count / total)));
    }
    heavy.removeIf(call -> Integer.compareUnsigned(call.value(), least) < 0);
    heavy.sort(Comparator.comparingDouble(Heavy::weight).reversed());
    return List.copyOf(heavy.subList(0, Math.min(most, heavy.size())));
  }

  /**
   * Adds to each range of numbers how often its calls are made on an ABI, and returns how often all
   * calls are, those before the first range too.
   *
   * @param starts where each range starts, ascending, unsigned
   */
  double addTo(double[] weights, int[] starts, Abi abi) {
    Map<Integer, Double> counted = counts.get(abi);
    if (counted == null || counted.isEmpty()) {
      return addUniform(weights, starts, abi);
    }
    double sum = 0;
    for (Map.Entry<Integer, Double> call : counted.entrySet()) {
      if (Integer.compareUnsigned(call.getKey(), starts[0]) >= 0) {
        weights[rangeOf(starts, call.getKey())] += call.getValue();
      }
      sum += call.getValue();
    }
    return sum;
  }

  /** Nobody calls x32: it shares its tree with x86_64, which it must not slow down. */
  private static final double SHARE_OF_X32 = 0.004;

  private static double addUniform(double[] weights, int[] starts, Abi abi) {
    int first = abi == Abi.X32 ? Abi.X32_BIT : 0;
    int last = Syscalls.largest(abi, Syscalls.newest());
    double weight = abi == Abi.X32 ? SHARE_OF_X32 : 1;
    for (int i = 0; i < weights.length; i++) {
      long end = i + 1 < starts.length ? Integer.toUnsignedLong(starts[i + 1]) - 1 : 0xffffffffL;
      long from = Math.max(Integer.toUnsignedLong(starts[i]), first);
      weights[i] += weight * Math.max(0, Math.min(end, last) - from + 1);
    }
    return weight * (last - first + 1.0);
  }

  private static int rangeOf(int[] starts, int number) {
    int range = starts.length - 1;
    while (range > 0 && Integer.compareUnsigned(starts[range], number) > 0) {
      range--;
    }
    return range;
  }
}
