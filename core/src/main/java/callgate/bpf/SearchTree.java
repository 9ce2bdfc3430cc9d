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
 *   <li>a chain of equality tests, where only single values differ from the rest of it;
 *   <li>a test of bits, where that leaves no more than a few single values on either side.
 * </ul>
 */
final class SearchTree {
  /** How far beyond Knuth's bounds splits are tried. */
  private static final int WIDENED = 1;

  /** More ranges than this are halved first: the costs of all runs would take too much memory. */
  private static final int MOST_AT_ONCE = 512;

  /** How many values of a run may be tested for equality before its other tests. */
  private static final int MOST_OUT = 2;

  /**
   * Where no value is heavy, runs of more ranges than this are told apart by a threshold near the
   * middle of their weight, and only the runs that this leaves are solved.
   */
  private static final int LARGE = 18;

  /** How far from the middle: a part of the run, within limits. */
  private static final int PART = 8;

  private static final int NEAREST = 2;
  private static final int FARTHEST = 5;

  private static final byte THRESHOLD = 0;
  private static final byte CHAIN = 1;
  private static final byte EQUALITY = 2;
  private static final byte BITS = 3;

  private final CodeGraph graph;
  private final WeightedRanges ranges;
  private final int count;
  private final double price;
  private final EqualityChain chain;
  private final BitTest bits;

  /** Values that may be tested first, the heaviest first, and the range that each lies in. */
  private final List<Weights.Heavy> heavy;

  private final int[] heavyRanges;

  /**
   * For each run the indices of its heaviest values, so many that all choices can be made; -1 where
   * it has fewer.
   */
  private final short[] heaviest;

  /** How many runs that start with the same range have a place in the tables. */
  private final int width;

  /** By number of heavy values of the run that are out of the way, then by {@link #at}. */
  private final double[][] costs;

  private final short[][] splits;
  private final byte[][] choices;

  /** The runs that don't have a place in the tables; those of a small tree all do. */
  private final LargeRuns large;

  /** At most {@link #MOST_AT_ONCE} ranges; see {@link #code}. */
  SearchTree(CodeGraph graph, WeightedRanges ranges, List<Weights.Heavy> heavy) {
    this.graph = graph;
    this.ranges = ranges;
    this.count = ranges.count();
    this.price = ranges.price();
    this.chain = new EqualityChain(ranges);
    this.bits = new BitTest(ranges);
    this.heavy = heavy;
    this.heavyRanges = new int[heavy.size()];
    for (int i = 0; i < heavyRanges.length; i++) {
      heavyRanges[i] = ranges.rangeOf(heavy.get(i).value());
    }
    this.heaviest = new short[heavy.isEmpty() ? 0 : count * count * (MOST_OUT + 1)];
    this.large = new LargeRuns(heavy.isEmpty() && count > LARGE ? 1024 : 0);
    int levels = Math.min(heavy.size(), MOST_OUT) + 1;
    this.width = heavy.isEmpty() ? Math.min(count, LARGE) : count;
    this.costs = new double[levels][count * width];
    this.splits = new short[levels][count * width];
    this.choices = new byte[levels][count * width];
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
      return new SearchTree(graph, new WeightedRanges(starts, targets, weights, price), heavy)
          .build();
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

  /** {@return the code} */
  int build() {
    return build(0, count - 1, 0);
  }

  /** {@return how many tests the code has} */
  int tests() {
    return tests(0, count - 1, 0);
  }

  /**
   * The parts of a run are solved before it: those that start later, and those that end earlier.
   */
  private void solve() {
    for (int i = count - 1; i >= 0; i--) {
      chain.start(i);
      bits.start(i);
      int end = Math.min(count, i + width);
      for (int j = i + 1; j < end; j++) {
        chain.extend();
        bits.extend();
        if (heavy.isEmpty()) {
          solve(i, j);
        } else {
          for (int out = noteHeaviest(i, j); out >= 0; out--) {
            solve(i, j, out);
          }
        }
      }
    }
    if (count > width) {
      cost(0, count - 1);
    }
  }

  /** {@return where the tables have a run} */
  private int at(int first, int last) {
    return first * width + last - first;
  }

  /** {@return the cost of a run, of any size, where no value is heavy} */
  private double cost(int i, int j) {
    if (j - i < width) {
      return costs[0][at(i, j)];
    }
    int place = large.place(i, j);
    return place >= 0 ? large.cost(place) : solveLarge(i, j);
  }

  /** Solves a run that is too large for anything but a threshold: near the middle of its weight. */
  private double solveLarge(int i, int j) {
    int middle = ranges.middle(i, j);
    int near = Math.clamp((j - i) / PART, NEAREST, FARTHEST);
    int low = Math.max(i, middle - near);
    int high = Math.min(j - 1, middle + near);
    double best = Double.MAX_VALUE;
    int bestSplit = low;
    for (int k = low; k <= high; k++) {
      double cost = cost(i, k) + cost(k + 1, j);
      if (cost < best) {
        best = cost;
        bestSplit = k;
      }
    }
    best += ranges.weight(i, j) + price;
    large.add(i, j, best, bestSplit);
    return best;
  }

  /** Notes the heaviest values of a run and returns how many may be out of the way. */
  private int noteHeaviest(int i, int j) {
    int at = at(i, j) * (MOST_OUT + 1);
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
    return heavy.isEmpty() ? -1 : heaviest[at(i, j) * (MOST_OUT + 1) + rank];
  }

  /** Solves a run where no value is heavy: in Knuth's bounds, widened. */
  private void solve(int i, int j) {
    double[] known = costs[0];
    short[] split = splits[0];
    int at = at(i, j);
    boolean bounded = j - i >= 2;
    int low = bounded ? Math.max(i, split[at - 1] - WIDENED) : i;
    int high = bounded ? Math.min(j - 1, split[at(i + 1, j)] + WIDENED) : j - 1;
    double best = Double.MAX_VALUE;
    int bestSplit = i;
    for (int k = low; k <= high; k++) {
      double cost = known[at(i, k)] + known[at(k + 1, j)];
      if (cost < best) {
        best = cost;
        bestSplit = k;
      }
    }
    double weight = ranges.weight(i, j);
    split[at] = (short) bestSplit;
    choose(at, 0, weight, Out.NONE, best + weight + price, THRESHOLD);
  }

  private void solve(int i, int j, int out) {
    int at = at(i, j);
    double weight = weight(i, j, out);
    double best = Double.MAX_VALUE;
    int bestSplit = i;
    for (int split = i; split < j; split++) {
      int outLow = out == 0 ? 0 : outBelow(i, j, out, split);
      double cost = costs[outLow][at(i, split)] + costs[out - outLow][at(split + 1, j)];
      if (cost < best) {
        best = cost;
        bestSplit = split;
      }
    }
    best += weight + price;
    splits[out][at] = (short) bestSplit;
    byte choice = THRESHOLD;
    if (out < MOST_OUT && heavyAt(i, j, out) >= 0) {
      double equality = costs[out + 1][at] + weight + price;
      if (equality < best) {
        best = equality;
        choice = EQUALITY;
      }
    }
    choose(at, out, weight, out(i, j, out), best, choice);
  }

  /** Notes the best for a run: what was found so far, or one of the tests that end it. */
  private void choose(int at, int out, double weight, Out apart, double found, byte how) {
    double best = found;
    byte choice = how;
    double chained = chain.cost(weight, apart, best);
    if (chained <= best) {
      best = chained;
      choice = CHAIN;
    }
    if (out == 0) {
      double tested = bits.cost(best);
      if (tested < best) {
        best = tested;
        choice = BITS;
      }
    }
    costs[out][at] = best;
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

  private Out out(int i, int j, int out) {
    return out == 0 ? Out.NONE : new Out(single(i, j, 0), out == 1 ? -1 : single(i, j, 1));
  }

  /** {@return the range of a heavy value of a run if it has no other value; else -1} */
  private int single(int i, int j, int rank) {
    int range = heavyRanges[heavyAt(i, j, rank)];
    return ranges.isSingle(range) ? range : -1;
  }

  /** {@return how often A lies in a run, but for the heavy values that are out of the way} */
  private double weight(int i, int j, int out) {
    double weight = ranges.weight(i, j);
    for (int rank = 0; rank < out; rank++) {
      weight -= heavy.get(heavyAt(i, j, rank)).weight();
    }
    return Math.max(0, weight);
  }

  private int build(int i, int j, int out) {
    if (i == j) {
      return ranges.target(i);
    }
    if (j - i >= width) {
      int split = large.split(large.place(i, j));
      int high = build(split + 1, j, out);
      return graph.test(Opcode.JGE_K, ranges.start(split + 1), high, build(i, split, out));
    }
    int at = at(i, j);
    return switch (choices[out][at]) {
      case CHAIN -> chain.build(graph, i, j, out(i, j, out));
      case BITS -> bits.build(graph, i, j);
      case EQUALITY -> {
        int first = heavyAt(i, j, out);
        int target = ranges.target(heavyRanges[first]);
        int rest = build(i, j, out + 1);
        yield graph.test(Opcode.JEQ_K, heavy.get(first).value(), target, rest);
      }
      default -> {
        int split = splits[out][at];
        int outLow = outBelow(i, j, out, split);
        int high = build(split + 1, j, out - outLow);
        yield graph.test(Opcode.JGE_K, ranges.start(split + 1), high, build(i, split, outLow));
      }
    };
  }

  private int tests(int i, int j, int out) {
    if (i == j) {
      return 0;
    }
    if (j - i >= width) {
      int split = large.split(large.place(i, j));
      return 1 + tests(i, split, out) + tests(split + 1, j, out);
    }
    int at = at(i, j);
    return switch (choices[out][at]) {
      case CHAIN -> chain.tests(i, j, out(i, j, out));
      case BITS -> bits.tests(i, j);
      case EQUALITY -> 1 + tests(i, j, out + 1);
      default -> {
        int split = splits[out][at];
        int outLow = outBelow(i, j, out, split);
        yield 1 + tests(i, split, outLow) + tests(split + 1, j, out - outLow);
      }
    };
  }
}
