package callgate.bpf;

/**
 * Tells a run of ranges apart by testing single values for equality, the heaviest first, where all
 * others have one target in common.
 */
final class EqualityChain {
  /** Longer chains have never paid, in time or in size. */
  private static final int LONGEST = 12;

  private static final int ONLY_SINGLES = -1;
  private static final int DIFFERENT = -2;

  private final WeightedRanges ranges;

  private int first;
  private int last;

  /**
   * The target of all ranges of the run that hold more than one value; {@link #ONLY_SINGLES} if
   * there are none, {@link #DIFFERENT} if they differ.
   */
  private int common;

  /** How many ranges have another target, and how much they weigh. */
  private int others;

  private double weightOfOthers;

  private final int[] chained = new int[LONGEST];
  private int length;

  EqualityChain(WeightedRanges ranges) {
    this.ranges = ranges;
  }

  /** Starts with a run of one range. */
  void start(int range) {
    first = range;
    last = range;
    common = ranges.isSingle(range) ? ONLY_SINGLES : ranges.target(range);
    others = 0;
    weightOfOthers = 0;
  }

  /** Goes on to the run with one range more. */
  void extend() {
    last++;
    int target = ranges.target(last);
    if (common == DIFFERENT) {
      return;
    }
    if (!ranges.isSingle(last) && target != common) {
      common = common == ONLY_SINGLES ? target : DIFFERENT;
      countOthers();
    } else if (target != common) {
      others++;
      weightOfOthers += ranges.weight(last);
    }
  }

  private void countOthers() {
    others = 0;
    weightOfOthers = 0;
    for (int range = first; range <= last; range++) {
      if (ranges.target(range) != common) {
        others++;
        weightOfOthers += ranges.weight(range);
      }
    }
  }

  private boolean mayBe() {
    return common != DIFFERENT && last - first <= 2 * LONGEST;
  }

  /**
   * {@return the cost of the chain of the run; something not below {@code most} if it isn't below}
   *
   * @param weight of the run, without what is out of the way
   * @param out single values that need no test any more
   */
  double cost(double weight, Out out, double most) {
    if (!mayBe()) {
      return Double.MAX_VALUE;
    }
    if (common != ONLY_SINGLES && out.isNone()) {
      double tested = weight - weightOfOthers;
      double atLeast = others * (ranges.price() + tested) + weightOfOthers;
      if (others > LONGEST || atLeast >= most) {
        return Double.MAX_VALUE;
      }
    }
    if (!sort(target(out), out)) {
      return Double.MAX_VALUE;
    }
    double cost = length * ranges.price();
    double rest = weight;
    for (int k = 0; k < length; k++) {
      cost += rest;
      rest -= ranges.weight(chained[k]);
    }
    return cost;
  }

  /** {@return the target that is left when single values are told apart} */
  private int target(Out out) {
    return common == ONLY_SINGLES ? commonest(out) : common;
  }

  private int commonest(Out out) {
    int most = 0;
    int commonest = ranges.target(first);
    for (int k = first; k <= last; k++) {
      int same = 0;
      for (int l = first; l <= last; l++) {
        same += ranges.target(l) == ranges.target(k) && !out.has(l) ? 1 : 0;
      }
      if (same > most) {
        most = same;
        commonest = ranges.target(k);
      }
    }
    return commonest;
  }

  /** Sorts the ranges with another target by weight, and {@return whether they are not too many} */
  private boolean sort(int target, Out out) {
    length = 0;
    for (int range = first; range <= last; range++) {
      if (ranges.target(range) != target && !out.has(range)) {
        if (length == LONGEST) {
          return false;
        }
        int at = length++;
        while (at > 0 && ranges.weight(chained[at - 1]) < ranges.weight(range)) {
          chained[at] = chained[at - 1];
          at--;
        }
        chained[at] = range;
      }
    }
    return true;
  }

  /** {@return the code of the chain of a run} */
  int build(CodeGraph graph, int i, int j, Out out) {
    int code = find(i, j, out);
    for (int k = length - 1; k >= 0; k--) {
      code = graph.test(Opcode.JEQ_K, ranges.start(chained[k]), ranges.target(chained[k]), code);
    }
    return code;
  }

  /** {@return how many tests that is} */
  int tests(int i, int j, Out out) {
    find(i, j, out);
    return length;
  }

  /** Finds the chain of a run again, and {@return the target at its end} */
  private int find(int i, int j, Out out) {
    start(i);
    while (last < j) {
      extend();
    }
    int target = target(out);
    sort(target, out);
    return target;
  }
}
