package callgate.bpf;

import java.util.Arrays;
import java.util.List;

/**
 * The cheapest tests that tell in which of many ranges A lies. Dynamic programming over all runs of
 * ranges; the cost is the expected number of executed tests plus a price for each instruction. A
 * run is told apart by
 *
 * <ul>
 *   <li>a threshold, which leaves two runs: alone these make the alphabetic trees of Knuth (1971),
 *       whose bounds on where to split make the program quadratic; with the other tests they are a
 *       heuristic, and are widened;
 *   <li>an equality test for the heaviest value in it, after which that value no longer counts
 *       (Anderson, Kannan, Karloff and Ladner 2002 show that testing them from the heaviest down is
 *       enough);
 *   <li>a chain of equality tests, where only single values differ from the rest of it.
 * </ul>
 */
final class SearchTree {
  /** Longer chains have never paid, in time or in size. */
  private static final int LONGEST_CHAIN = 12;

  /** How far beyond Knuth's bounds splits are tried. */
  private static final int WIDENED = 2;

  /** More ranges than this are halved first: the costs of all runs would take too much memory. */
  private static final int MOST_AT_ONCE = 512;

  /** How many values of a run may be tested for equality before its other tests. */
  private static final int MOST_OUT = 2;

  private static final int ONLY_SINGLES = -1;
  private static final int DIFFERENT = -2;

  private static final byte THRESHOLD = 0;
  private static final byte CHAIN = 1;
  private static final byte EQUALITY = 2;

  private final CodeGraph graph;
  private final int count;
  private final int[] starts;
  private final int[] targets;
  private final double price;
  private final double[] sums;

  /** Values that may be tested first, the heaviest first, and the range that each lies in. */
  private final List<Weights.Heavy> heavy;

  private final int[] heavyRanges;

  /**
   * For each run the indices of its heaviest values, so many that all choices can be made; -1 where
   * it has fewer.
   */
  private final short[] heaviest;

  /** For each run what {@link #commonOfRanges} says of it. */
  private final int[] commons;

  /**
   * By number of heavy values of the run that are out of the way, then by run {@code first * count
   * + last}.
   */
  private final double[][] costs;

  private final short[][] splits;
  private final byte[][] choices;

  /** At most {@link #MOST_AT_ONCE} ranges; see {@link #code}. */
  SearchTree(
      CodeGraph graph,
      int[] starts,
      int[] targets,
      double[] weights,
      List<Weights.Heavy> heavy,
      double price) {
    this.graph = graph;
    this.count = starts.length;
    this.starts = starts;
    this.targets = targets;
    this.price = price;
    this.heavy = heavy;
    this.sums = new double[count + 1];
    for (int i = 0; i < count; i++) {
      sums[i + 1] = sums[i] + weights[i];
    }
    this.heavyRanges = new int[heavy.size()];
    for (int i = 0; i < heavyRanges.length; i++) {
      heavyRanges[i] = rangeOf(heavy.get(i).value());
    }
    this.commons = new int[count * count];
    this.heaviest = new short[heavy.isEmpty() ? 0 : count * count * (MOST_OUT + 1)];
    int levels = Math.min(heavy.size(), MOST_OUT) + 1;
    this.costs = new double[levels][count * count];
    this.splits = new short[levels][count * count];
    this.choices = new byte[levels][count * count];
    solve();
  }

  /**
   * {@return code that goes to the target of the range that A lies in}
   *
   * @param starts where each range starts, ascending, unsigned; the last range ends at 2^32 - 1
   * @param targets the code for each range
   * @param weights how often A lies in it
   * @param heavy values that may be tested first, the heaviest first
   * @param price what an instruction costs, in executed tests
   */
  static int code(
      CodeGraph graph,
      int[] starts,
      int[] targets,
      double[] weights,
      List<Weights.Heavy> heavy,
      double price) {
    if (starts.length <= MOST_AT_ONCE) {
      return new SearchTree(graph, starts, targets, weights, heavy, price).build();
    }
    int middle = starts.length / 2;
    int low =
        code(
            graph,
            Arrays.copyOf(starts, middle),
            Arrays.copyOf(targets, middle),
            Arrays.copyOf(weights, middle),
            List.of(),
            price);
    int high =
        code(
            graph,
            Arrays.copyOfRange(starts, middle, starts.length),
            Arrays.copyOfRange(targets, middle, starts.length),
            Arrays.copyOfRange(weights, middle, starts.length),
            List.of(),
            price);
    return graph.test(Opcode.JGE_K, starts[middle], high, low);
  }

  private int rangeOf(int value) {
    int range = 0;
    while (range + 1 < count && Integer.compareUnsigned(starts[range + 1], value) <= 0) {
      range++;
    }
    return range;
  }

  /** {@return the code} */
  int build() {
    return build(0, count - 1, 0);
  }

  /** {@return how many tests the code has} */
  int tests() {
    return tests(0, count - 1, 0);
  }

  private void solve() {
    int[] chained = new int[LONGEST_CHAIN];
    for (int i = 0; i < count; i++) {
      commons[i * count + i] = isSingle(i) ? ONLY_SINGLES : targets[i];
    }
    for (int length = 2; length <= count; length++) {
      for (int i = 0; i + length <= count; i++) {
        int j = i + length - 1;
        commons[i * count + j] = commonOfRanges(commons[i * count + j - 1], j);
        if (heavy.isEmpty()) {
          solve(i, j, chained);
          continue;
        }
        for (int out = noteHeaviest(i, j); out >= 0; out--) {
          solve(i, j, out, chained);
        }
      }
    }
  }

  /** Notes the heaviest values of a run and returns how many may be out of the way. */
  private int noteHeaviest(int i, int j) {
    int at = (i * count + j) * (MOST_OUT + 1);
    int found = 0;
    for (int k = 0; k < heavyRanges.length && found <= MOST_OUT; k++) {
      if (i <= heavyRanges[k] && heavyRanges[k] <= j) {
        heaviest[at + found++] = (short) k;
      }
    }
    Arrays.fill(heaviest, at + found, at + MOST_OUT + 1, (short) -1);
    return Math.min(MOST_OUT, found);
  }

  /**
   * {@return the index of the heavy value of a run that has {@code rank} heavier ones in it; -1 if
   * there is none}
   */
  private int heavyAt(int i, int j, int rank) {
    return heavy.isEmpty() ? -1 : heaviest[(i * count + j) * (MOST_OUT + 1) + rank];
  }

  /** Solves a run where no value is heavy: in Knuth's bounds, widened. */
  private void solve(int i, int j, int[] chained) {
    double[] known = costs[0];
    short[] split = splits[0];
    int row = i * count;
    int at = row + j;
    boolean bounded = j - i >= 2;
    int low = bounded ? Math.max(i, split[at - 1] - WIDENED) : i;
    int high = bounded ? Math.min(j - 1, split[at + count] + WIDENED) : j - 1;
    double best = Double.MAX_VALUE;
    int bestSplit = i;
    for (int k = low; k <= high; k++) {
      double cost = known[row + k] + known[(k + 1) * count + j];
      if (cost < best) {
        best = cost;
        bestSplit = k;
      }
    }
    double weight = sums[j + 1] - sums[i];
    best += weight + price;
    double chain = chainCost(i, j, 0, weight, chained);
    boolean isChain = chain <= best;
    known[at] = isChain ? chain : best;
    split[at] = (short) bestSplit;
    choices[0][at] = isChain ? CHAIN : THRESHOLD;
  }

  private void solve(int i, int j, int out, int[] chained) {
    int at = i * count + j;
    double weight = weight(i, j, out);
    double best = Double.MAX_VALUE;
    int bestSplit = i;
    for (int split = i; split < j; split++) {
      int outLow = out == 0 ? 0 : outBelow(i, j, out, split);
      double cost = costs[outLow][i * count + split] + costs[out - outLow][(split + 1) * count + j];
      if (cost < best) {
        best = cost;
        bestSplit = split;
      }
    }
    best += weight + price;
    byte choice = THRESHOLD;
    if (out < MOST_OUT && heavyAt(i, j, out) >= 0) {
      double equality = costs[out + 1][at] + weight + price;
      if (equality < best) {
        best = equality;
        choice = EQUALITY;
      }
    }
    double chain = chainCost(i, j, out, weight, chained);
    if (chain <= best) {
      best = chain;
      choice = CHAIN;
    }
    costs[out][at] = best;
    splits[out][at] = (short) bestSplit;
    choices[out][at] = choice;
  }

  /**
   * {@return how many of the heavy values of a run that are out of the way lie in its lower part}
   */
  private int outBelow(int i, int j, int out, int split) {
    int below = 0;
    for (int rank = 0; rank < out; rank++) {
      below += heavyRanges[heavyAt(i, j, rank)] <= split ? 1 : 0;
    }
    return below;
  }

  /** {@return how often A lies in a run, but for the heavy values that are out of the way} */
  private double weight(int i, int j, int out) {
    double weight = sums[j + 1] - sums[i];
    for (int rank = 0; rank < out; rank++) {
      weight -= heavy.get(heavyAt(i, j, rank)).weight();
    }
    return Math.max(0, weight);
  }

  private int build(int i, int j, int out) {
    if (i == j) {
      return targets[i];
    }
    int at = i * count + j;
    return switch (choices[out][at]) {
      case CHAIN -> buildChain(i, j, out);
      case EQUALITY -> {
        int first = heavyAt(i, j, out);
        int target = targets[heavyRanges[first]];
        int rest = build(i, j, out + 1);
        yield graph.test(Opcode.JEQ_K, heavy.get(first).value(), target, rest);
      }
      default -> {
        int split = splits[out][at];
        int outLow = outBelow(i, j, out, split);
        int high = build(split + 1, j, out - outLow);
        yield graph.test(Opcode.JGE_K, starts[split + 1], high, build(i, split, outLow));
      }
    };
  }

  private int tests(int i, int j, int out) {
    if (i == j) {
      return 0;
    }
    int at = i * count + j;
    return switch (choices[out][at]) {
      case CHAIN -> chain(i, j, out, common(i, j, out), new int[LONGEST_CHAIN]);
      case EQUALITY -> 1 + tests(i, j, out + 1);
      default -> {
        int split = splits[out][at];
        int outLow = outBelow(i, j, out, split);
        yield 1 + tests(i, split, outLow) + tests(split + 1, j, out - outLow);
      }
    };
  }

  private boolean isSingle(int i) {
    int next = i + 1 < count ? starts[i + 1] : 0;
    return starts[i] + 1 == next;
  }

  /** {@return whether a range is a single value that is out of the way} */
  private boolean isOut(int range, int i, int j, int out) {
    for (int rank = 0; rank < out; rank++) {
      if (heavyRanges[heavyAt(i, j, rank)] == range && isSingle(range)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the target of all ranges of a run that hold more than one value} {@link #ONLY_SINGLES}
   * if there are none, {@link #DIFFERENT} if they differ.
   *
   * @param before the same for the run without its last range
   */
  private int commonOfRanges(int before, int last) {
    if (isSingle(last) || before == targets[last]) {
      return before;
    }
    return before == ONLY_SINGLES ? targets[last] : DIFFERENT;
  }

  /**
   * {@return the target that is left when single values are told apart; negative if there are
   * several}
   */
  private int common(int i, int j, int out) {
    int common = commons[i * count + j];
    return common == ONLY_SINGLES ? commonest(i, j, out) : common;
  }

  private int commonest(int i, int j, int out) {
    int most = 0;
    int commonest = targets[i];
    for (int k = i; k <= j; k++) {
      int same = 0;
      for (int l = i; l <= j; l++) {
        same += targets[l] == targets[k] && !isOut(l, i, j, out) ? 1 : 0;
      }
      if (same > most) {
        most = same;
        commonest = targets[k];
      }
    }
    return commonest;
  }

  /** {@return the cost of testing the single values of a run for equality, heaviest first} */
  private double chainCost(int i, int j, int out, double weight, int[] chained) {
    if (j - i > 2 * LONGEST_CHAIN) {
      return Double.MAX_VALUE;
    }
    int common = common(i, j, out);
    int length = common < 0 ? -1 : chain(i, j, out, common, chained);
    if (length < 0) {
      return Double.MAX_VALUE;
    }
    double cost = length * price;
    double rest = weight;
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
  private int chain(int i, int j, int out, int common, int[] chained) {
    int length = 0;
    for (int k = i; k <= j; k++) {
      if (targets[k] != common && !isOut(k, i, j, out)) {
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

  private int buildChain(int i, int j, int out) {
    int common = common(i, j, out);
    int[] chained = new int[LONGEST_CHAIN];
    int length = chain(i, j, out, common, chained);
    int code = common;
    for (int k = length - 1; k >= 0; k--) {
      code = graph.test(Opcode.JEQ_K, starts[chained[k]], targets[chained[k]], code);
    }
    return code;
  }
}
