package callgate.bpf;

import callgate.decision.Diagrams;
import callgate.decision.NumberMap;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.Arrays;
import java.util.List;

/**
 * The code that goes from a call number to the code of the call, for the ABIs that share an arch
 * value.
 */
final class NumberCode {
  /** How many of the most frequent calls are worth a test of their own. */
  private static final int MOST_HEAVY = 100;

  /** What an instruction costs where weights were measured, and so are worth more than a guess. */
  private static final double MEASURED = 0.5;

  /** From here on are numbers that no ABI has: first those without bit 30, then those with it. */
  private static final int BEYOND = 0x80000000;

  private static final int BEYOND_WITH_BIT_30 = 0xc0000000;

  private final CodeGraph graph;
  private final WordCode words;
  private final NumberMap map;
  private final List<Abi> abis;
  private final CompileOptions options;

  NumberCode(
      CodeGraph graph, WordCode words, NumberMap map, List<Abi> abis, CompileOptions options) {
    this.graph = graph;
    this.words = words;
    this.map = map;
    this.abis = abis;
    this.options = options;
  }

  /**
   * {@return one tree over all numbers} Where the numbers with bit 30, those of x32, have a tree of
   * their own, it hangs on a test of that bit, last of all: behind the largest number of the
   * others.
   */
  int tree() {
    int own = map.rangeOf(Abi.X32_BIT - 1);
    int beyond = map.rangeOf(Abi.X32_BIT);
    int negative = map.rangeOf(BEYOND);
    boolean oneTest =
        own != beyond
            && negative == map.rangeOf(BEYOND_WITH_BIT_30 - 1)
            && map.node(negative) == map.node(own);
    if (!oneTest) {
      return search(starts(0, map.size()), targets(0, map.size()));
    }
    int[] targets = targets(0, beyond);
    targets[own] = graph.test(Opcode.JSET_K, Abi.X32_BIT, treeOfBit30(beyond), targets[own]);
    return search(starts(0, beyond), targets);
  }

  private int treeOfBit30(int first) {
    int end = map.rangeOf(BEYOND - 1) + 1;
    int rest = map.rangeOf(BEYOND_WITH_BIT_30);
    rest += map.node(rest) == map.node(end - 1) ? 1 : 0;
    int[] starts = Arrays.copyOf(starts(first, end), end - first + map.size() - rest);
    int[] targets = Arrays.copyOf(targets(first, end), starts.length);
    for (int i = rest; i < map.size(); i++) {
      starts[end - first + i - rest] = map.first(i);
      targets[end - first + i - rest] = words.of(map.node(i));
    }
    return search(starts, targets);
  }

  private int[] starts(int first, int end) {
    int[] starts = new int[end - first];
    for (int i = first; i < end; i++) {
      starts[i - first] = map.first(i);
    }
    return starts;
  }

  private int[] targets(int first, int end) {
    int[] targets = new int[end - first];
    for (int i = first; i < end; i++) {
      targets[i - first] = words.of(map.node(i));
    }
    return targets;
  }

  boolean coversX32() {
    return abis.contains(Abi.X86_64) && abis.contains(Abi.X32);
  }

  /**
   * {@return code that tells x32 first, decides what x32 treats otherwise than x86_64, and sends
   * the rest without bit 30 through the tree of x86_64} Smaller than a tree for each, but one more
   * test for every call.
   */
  int treeSharedWithX32() {
    int ownEnd = map.rangeOf(Abi.X32_BIT - 1) + 1;
    int own = search(starts(0, ownEnd), targets(0, ownEnd));
    int masked = graph.and(Abi.X32_BIT - 1, own);
    NumberMap.Builder shared = new NumberMap.Builder(masked);
    int previous = masked;
    for (int i = map.rangeOf(Abi.X32_BIT); i < map.size(); i++) {
      int first = Math.max(map.first(i) ^ MIN, Abi.X32_BIT ^ MIN) ^ MIN;
      previous = exceptions(shared, first, map.last(i), map.node(i), previous, masked);
    }
    NumberMap exceptions = shared.set(0, Abi.X32_BIT - 1, masked).build();
    int[] x32Starts = new int[exceptions.size()];
    int[] x32Targets = new int[exceptions.size()];
    for (int i = 0; i < x32Starts.length; i++) {
      x32Starts[i] = exceptions.first(i);
      x32Targets[i] = exceptions.node(i);
    }
    return graph.test(Opcode.JGE_K, Abi.X32_BIT, search(x32Starts, x32Targets), own);
  }

  /** Flips the sign bit, so that unsigned numbers compare as signed ones. */
  private static final int MIN = 0x80000000;

  /**
   * Sets the code of a range of numbers from bit 30 up. Where x86_64 has the same, either way is
   * right, and that of the numbers before is kept, which saves a test.
   */
  private int exceptions(
      NumberMap.Builder shared, int first, int last, int node, int before, int masked) {
    int direct = words.of(node);
    int code = before;
    int from = first;
    while (true) {
      boolean beyond = Integer.compareUnsigned(from, 2 * Abi.X32_BIT) >= 0;
      int range = map.rangeOf(from & (Abi.X32_BIT - 1));
      int to = beyond ? last : least(last, ownEnd(range) | Abi.X32_BIT);
      boolean same = !beyond && map.node(range) == node;
      boolean keep = same && (code == direct || code == masked);
      code = keep ? code : same ? masked : direct;
      shared.set(from, to, code);
      if (to == last) {
        return code;
      }
      from = to + 1;
    }
  }

  /** {@return the largest number of a range that is not one of x32} */
  private int ownEnd(int range) {
    return least(map.last(range), Abi.X32_BIT - 1);
  }

  private static int least(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? a : b;
  }

  private int search(int[] starts, int[] targets) {
    double[] weights = new double[starts.length];
    double total = 0;
    for (Abi abi : abis) {
      total += options.weights().addTo(weights, starts, abi);
    }
    for (int i = 0; i < weights.length && total > 0; i++) {
      boolean free = options.costs() == CostModel.CACHED && isAllowed(starts[i]);
      weights[i] *= (free ? CostModel.SHARE_OF_CACHED : 1) / total;
    }
    List<Weights.Heavy> heavy =
        options.costs() == CostModel.CACHED
            ? List.of()
            : options.weights().heaviest(abis, starts[0], MOST_HEAVY, total);
    double price = options.objective().price() * (heavy.isEmpty() ? 1 : MEASURED);
    return SearchTree.code(graph, starts, targets, weights, heavy, price);
  }

  private boolean isAllowed(int number) {
    int node = map.nodeOf(number);
    return Diagrams.isLeaf(node) && words.valueOf(node) == Action.ALLOW.returnValue();
  }
}
