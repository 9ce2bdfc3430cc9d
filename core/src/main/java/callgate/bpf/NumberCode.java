package callgate.bpf;

import callgate.decision.Diagrams;
import callgate.decision.NumberMap;
import callgate.policy.Action;
import callgate.syscall.Abi;
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

  /** {@return one tree over all numbers} */
  int tree() {
    int[] starts = new int[map.size()];
    int[] targets = new int[map.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = map.first(i);
      targets[i] = words.of(map.node(i));
    }
    return search(starts, targets);
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
    int[] starts = new int[ownEnd];
    int[] targets = new int[ownEnd];
    for (int i = 0; i < ownEnd; i++) {
      starts[i] = map.first(i);
      targets[i] = words.of(map.node(i));
    }
    int own = search(starts, targets);
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
            : options.weights().heaviest(abis, MOST_HEAVY, total);
    double price = options.objective().price() * (heavy.isEmpty() ? 1 : MEASURED);
    return SearchTree.code(graph, starts, targets, weights, heavy, price);
  }

  private boolean isAllowed(int number) {
    int node = map.nodeOf(number);
    return Diagrams.isLeaf(node) && words.valueOf(node) == Action.ALLOW.returnValue();
  }
}
