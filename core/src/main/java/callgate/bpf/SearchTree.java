package callgate.bpf;

import java.util.Arrays;

/**
 * The cheapest tests that tell in which of many ranges A lies. Ranges are told apart by thresholds;
 * where only single values differ from the rest of a run, by a chain of equality tests. Dynamic
 * programming over all runs of ranges, the costs being the expected number of executed tests plus a
 * price for each instruction.
 *
 * <p>Thresholds alone are the alphabetic trees of Knuth (1971), whose bounds on where to split make
 * it quadratic; with equality tests the bounds are a heuristic, and are widened.
 */
final class SearchTree {
  /** Longer chains have never paid, in time or in size. */
  private static final int LONGEST_CHAIN = 12;

  /** How far beyond Knuth's bounds splits are tried. */
  private static final int WIDENED = 3;

  /** More ranges than this are halved first: the costs of all runs would take too much memory. */
  private static final int MOST_AT_ONCE = 512;

  private final CodeGraph graph;
  private final int count;
  private final int[] starts;
  private final int[] targets;
  private final double[] sums;
  private final double price;
  private final double[] costs;
  private final short[] splits;
  private final boolean[] chains;

  /**
   * {@return code that goes to the target of the range that A lies in}
   *
   * @param starts where each range starts, ascending, unsigned; the last range ends at 2^32 - 1
   * @param targets the code for each range
   * @param weights how often A lies in it
   * @param price what an instruction costs, in executed tests
   */
  static int code(CodeGraph graph, int[] starts, int[] targets, double[] weights, double price) {
    if (starts.length <= MOST_AT_ONCE) {
      return new SearchTree(graph, starts, targets, weights, price).build();
    }
    int middle = starts.length / 2;
    int low =
        code(
            graph,
            Arrays.copyOf(starts, middle),
            Arrays.copyOf(targets, middle),
            Arrays.copyOf(weights, middle),
            price);
    int high =
        code(
            graph,
            Arrays.copyOfRange(starts, middle, starts.length),
            Arrays.copyOfRange(targets, middle, starts.length),
            Arrays.copyOfRange(weights, middle, starts.length),
            price);
    return graph.test(Opcode.JGE_K, starts[middle], high, low);
  }

  /** At most {@link #MOST_AT_ONCE} ranges; see {@link #code}. */
  SearchTree(CodeGraph graph, int[] starts, int[] targets, double[] weights, double price) {
    this.graph = graph;
    this.count = starts.length;
    this.starts = starts;
    this.targets = targets;
    this.price = price;
    this.sums = new double[count + 1];
    for (int i = 0; i < count; i++) {
      sums[i + 1] = sums[i] + weights[i];
    }
    this.costs = new double[count * count];
    this.splits = new short[count * count];
    this.chains = new boolean[count * count];
    solve();
  }

  /** {@return the code} */
  int build() {
    return build(0, count - 1);
  }

  /** {@return how many tests the code has} */
  int tests() {
    return tests(0, count - 1);
  }

  private int tests(int i, int j) {
    if (i == j) {
      return 0;
    }
    if (chains[i * count + j]) {
      return chain(i, j, common(i, j), new int[LONGEST_CHAIN]);
    }
    int split = splits[i * count + j];
    return 1 + tests(i, split) + tests(split + 1, j);
  }

  private void solve() {
    int[] chained = new int[LONGEST_CHAIN];
    for (int length = 2; length <= count; length++) {
      for (int i = 0; i + length <= count; i++) {
        solve(i, i + length - 1, chained);
      }
    }
  }

  private void solve(int i, int j, int[] chained) {
    int at = i * count + j;
    double weight = sums[j + 1] - sums[i];
    int low = j - i < 2 ? i : Math.max(i, splits[at - 1] - WIDENED);
    int high = j - i < 2 ? j - 1 : Math.min(j - 1, splits[at + count] + WIDENED);
    double best = Double.MAX_VALUE;
    int bestSplit = i;
    for (int split = low; split <= high; split++) {
      double cost = costs[i * count + split] + costs[(split + 1) * count + j];
      if (cost < best) {
        best = cost;
        bestSplit = split;
      }
    }
    best += weight + price;
    double chain = chainCost(i, j, chained);
    chains[at] = chain <= best;
    costs[at] = Math.min(chain, best);
    splits[at] = (short) bestSplit;
  }

  private int build(int i, int j) {
    if (i == j) {
      return targets[i];
    }
    if (chains[i * count + j]) {
      return buildChain(i, j);
    }
    int split = splits[i * count + j];
    return graph.test(Opcode.JGE_K, starts[split + 1], build(split + 1, j), build(i, split));
  }

  private boolean isSingle(int i) {
    int next = i + 1 < count ? starts[i + 1] : 0;
    return starts[i] + 1 == next;
  }

  /**
   * {@return the target of most of a run: that of all its ranges that hold more than one value; -1
   * if they differ}
   */
  private int common(int i, int j) {
    int common = -1;
    for (int k = i; k <= j; k++) {
      if (!isSingle(k)) {
        if (common >= 0 && targets[k] != common) {
          return -1;
        }
        common = targets[k];
      }
    }
    if (common >= 0) {
      return common;
    }
    int most = 0;
    for (int k = i; k <= j; k++) {
      int same = 0;
      for (int l = i; l <= j; l++) {
        same += targets[l] == targets[k] ? 1 : 0;
      }
      if (same > most) {
        most = same;
        common = targets[k];
      }
    }
    return common;
  }

  /** {@return the cost of testing the single values of a run for equality, heaviest first} */
  private double chainCost(int i, int j, int[] chained) {
    if (j - i > 2 * LONGEST_CHAIN) {
      return Double.MAX_VALUE;
    }
    int common = common(i, j);
    int length = common < 0 ? -1 : chain(i, j, common, chained);
    if (length < 0) {
      return Double.MAX_VALUE;
    }
    double cost = length * price;
    double rest = sums[j + 1] - sums[i];
    for (int k = 0; k < length; k++) {
      cost += rest;
      rest -= weight(chained[k]);
    }
    return cost;
  }

  private double weight(int i) {
    return sums[i + 1] - sums[i];
  }

  /**
   * Sorts the ranges of a run that differ from its common target by weight; -1 if they are too
   * many.
   */
  private int chain(int i, int j, int common, int[] chained) {
    int length = 0;
    for (int k = i; k <= j; k++) {
      if (targets[k] != common) {
        if (length == chained.length) {
          return -1;
        }
        int at = length++;
        while (at > 0 && weight(chained[at - 1]) < weight(k)) {
          chained[at] = chained[at - 1];
          at--;
        }
        chained[at] = k;
      }
    }
    return length;
  }

  private int buildChain(int i, int j) {
    int common = common(i, j);
    int[] chained = new int[LONGEST_CHAIN];
    int length = chain(i, j, common, chained);
    int code = common;
    for (int k = length - 1; k >= 0; k--) {
      code = graph.test(Opcode.JEQ_K, starts[chained[k]], targets[chained[k]], code);
    }
    return code;
  }
}
