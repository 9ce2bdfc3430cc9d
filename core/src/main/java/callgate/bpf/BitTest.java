package callgate.bpf;

/**
 * Tells a run of ranges apart by one test of bits, after which only a few values differ from the
 * others of their side; those are tested for equality, the heaviest first. Runs of up to 64 values.
 */
final class BitTest {
  /** More values than this have never paid. */
  private static final int MOST_EXCEPTIONS = 2;

  private static final int MOST_TARGETS = 3;

  /** Fewer ranges than this need no more than one other test. */
  private static final int LEAST_RANGES = 3;

  /** More ranges than this have never paid. */
  private static final int MOST_RANGES = 7;

  /** Bit {@code v} of element {@code b} is bit {@code b} of {@code v}. */
  private static final long[] BITS = {
    0xaaaaaaaaaaaaaaaaL,
    0xccccccccccccccccL,
    0xf0f0f0f0f0f0f0f0L,
    0xff00ff00ff00ff00L,
    0xffff0000ffff0000L,
    0xffffffff00000000L
  };

  private final WeightedRanges ranges;

  private int first;
  private int last;

  /** How many values the run has; more than 64 if no test is looked for any more. */
  private int size;

  /** By bit, the values that have it; values as bits, from the first of the run on. */
  private final long[] having = new long[BITS.length];

  private int targetCount;
  private final int[] targets = new int[MOST_TARGETS];

  /** The values of the run that have each target. */
  private final long[] members = new long[MOST_TARGETS];

  /** For each target the bits that don't leave too many exceptions; a longer run has no fewer. */
  private final int[] promising = new int[MOST_TARGETS];

  /** What the lightest value of the run weighs. */
  private double lightest;

  private int mask;

  BitTest(WeightedRanges ranges) {
    this.ranges = ranges;
  }

  /** Starts with a run of one range. */
  void start(int range) {
    first = range;
    last = range - 1;
    size = 0;
    targetCount = 0;
    lightest = Double.MAX_VALUE;
    for (int bit = 0; bit < BITS.length; bit++) {
      having[bit] = Long.rotateRight(BITS[bit], ranges.start(range));
    }
    extend();
  }

  /** Goes on to the run with one range more. */
  void extend() {
    last++;
    if (!isPossible()) {
      return;
    }
    long values = Integer.toUnsignedLong(ranges.end(last) - ranges.start(last)) + 1;
    if (size + values > Long.SIZE || last - first >= MOST_RANGES || !add(values)) {
      size = Long.SIZE + 1;
      return;
    }
    size += (int) values;
    lightest = Math.min(lightest, ranges.weight(last) / values);
  }

  private boolean isPossible() {
    return size <= Long.SIZE;
  }

  private boolean add(long values) {
    int target = ranges.target(last);
    int index = 0;
    while (index < targetCount && targets[index] != target) {
      index++;
    }
    if (index == MOST_TARGETS) {
      return false;
    }
    if (index == targetCount) {
      targets[index] = target;
      members[index] = 0;
      promising[index] = (1 << BITS.length) - 1;
      targetCount++;
    }
    members[index] |= ones((int) values) << size;
    return true;
  }

  private static long ones(int count) {
    return count == 0 ? 0 : -1L >>> (Long.SIZE - count);
  }

  /**
   * {@return the cost of the best test of the run; something not below {@code most} if there is
   * none}
   */
  double cost(double most) {
    if (!isPossible() || last - first + 1 < LEAST_RANGES) {
      return Double.MAX_VALUE;
    }
    double weight = ranges.weight(first, last);
    double best = most;
    mask = 0;
    double atLeast = weight + ranges.price();
    if (atLeast >= most) {
      return Double.MAX_VALUE;
    }
    int exceptions = Math.min(MOST_EXCEPTIONS, last - first + 1 - LEAST_RANGES);
    // The test for an exception comes up for its value, and for one more at least.
    exceptions = (int) Math.min(exceptions, (most - atLeast) / (ranges.price() + 2 * lightest));
    long all = ones(size);
    for (int target = 0; target < targetCount; target++) {
      int bits = bits(target, all, exceptions);
      for (int some = -bits & bits; some != 0; some = some - bits & bits) {
        long with = having(some) & all;
        int left = Long.bitCount(with & ~members[target]);
        if (left <= exceptions && with != all && left + exceptions(all & ~with) <= exceptions) {
          double cost = cost(weight, with, all & ~with, best);
          if (cost < best) {
            best = cost;
            mask = some;
          }
        }
      }
    }
    return mask == 0 ? Double.MAX_VALUE : best;
  }

  /**
   * {@return the bits that a mask may have after which all values with some bit of it, but for a
   * few exceptions, have a target}
   */
  private int bits(int target, long all, int exceptions) {
    int bits = 0;
    for (int rest = promising[target]; rest != 0; rest &= rest - 1) {
      int bit = Integer.numberOfTrailingZeros(rest);
      long with = having[bit] & all;
      int others = Long.bitCount(with & ~members[target]);
      if (others > MOST_EXCEPTIONS) {
        promising[target] &= ~(1 << bit);
      } else if (others <= exceptions && with != 0 && with != all) {
        bits |= 1 << bit;
      }
    }
    return bits;
  }

  /** {@return the values that have some bit of a mask, and others that the run does not have} */
  private long having(int mask) {
    long values = 0;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      values |= having[Integer.numberOfTrailingZeros(rest)];
    }
    return values;
  }

  private double cost(double weight, long with, long without, double most) {
    int exceptionsWith = exceptions(with);
    int exceptionsWithout = exceptions(without);
    double cost = weight + (1 + exceptionsWith + exceptionsWithout) * ranges.price();
    int more = passed(with, exceptionsWith) + passed(without, exceptionsWithout);
    return cost + more * lightest < most
        ? cost + weightOfChain(with) + weightOfChain(without)
        : most;
  }

  /** {@return how many tests a chain means if all values of a side come up once} */
  private static int passed(long side, int exceptions) {
    return exceptions * Long.bitCount(side) - exceptions * (exceptions - 1) / 2;
  }

  private int exceptions(long side) {
    int most = 0;
    for (int target = 0; target < targetCount; target++) {
      most = Math.max(most, Long.bitCount(members[target] & side));
    }
    return Long.bitCount(side) - most;
  }

  private int common(long side) {
    int common = 0;
    for (int target = 1; target < targetCount; target++) {
      if (Long.bitCount(members[target] & side) > Long.bitCount(members[common] & side)) {
        common = target;
      }
    }
    return common;
  }

  private double weightOfChain(long side) {
    long exceptions = side & ~members[common(side)];
    double rest = exceptions == 0 ? 0 : weight(side);
    double cost = 0;
    while (exceptions != 0) {
      int heaviest = heaviest(exceptions);
      cost += rest;
      rest -= weightOf(heaviest);
      exceptions &= ~(1L << heaviest);
    }
    return cost;
  }

  private double weight(long values) {
    double weight = 0;
    int at = 0;
    for (int range = first; range <= last; range++) {
      int count = ranges.end(range) - ranges.start(range) + 1;
      int some = Long.bitCount(values & ones(count) << at);
      weight += ranges.weight(range) * some / count;
      at += count;
    }
    return weight;
  }

  private double weightOf(int value) {
    return weight(1L << value);
  }

  private int heaviest(long values) {
    int heaviest = Long.numberOfTrailingZeros(values);
    for (long rest = values & (values - 1); rest != 0; rest &= rest - 1) {
      int value = Long.numberOfTrailingZeros(rest);
      heaviest = weightOf(value) > weightOf(heaviest) ? value : heaviest;
    }
    return heaviest;
  }

  /** {@return the code of the best test of a run} */
  int build(CodeGraph graph, int i, int j) {
    find(i, j);
    long all = ones(size);
    long having = having(mask) & all;
    return graph.test(
        Opcode.JSET_K, mask, buildSide(graph, having), buildSide(graph, all & ~having));
  }

  /** {@return how many tests that is} */
  int tests(int i, int j) {
    find(i, j);
    long all = ones(size);
    long having = having(mask) & all;
    return 1 + exceptions(having) + exceptions(all & ~having);
  }

  private void find(int i, int j) {
    start(i);
    while (last < j) {
      extend();
    }
    cost(Double.MAX_VALUE);
  }

  private int buildSide(CodeGraph graph, long side) {
    int common = common(side);
    return buildChain(graph, side & ~members[common], targets[common]);
  }

  private int buildChain(CodeGraph graph, long exceptions, int common) {
    if (exceptions == 0) {
      return common;
    }
    int value = heaviest(exceptions);
    int rest = buildChain(graph, exceptions & ~(1L << value), common);
    return graph.test(Opcode.JEQ_K, ranges.start(first) + value, targetOf(value), rest);
  }

  private int targetOf(int value) {
    int target = 0;
    while ((members[target] >>> value & 1) == 0) {
      target++;
    }
    return targets[target];
  }
}
