package callgate.bpf;

/** Ranges of values of A in unsigned order: which code each goes to, and how often A lies in it. */
final class WeightedRanges {
  private final int[] starts;
  private final int[] targets;
  private final double[] sums;
  private final double price;

  /**
   * @param starts where each range starts, ascending, unsigned; the last ends at 2^32 - 1
   * @param targets the code for each range
   * @param weights how often A lies in it
   * @param price what an instruction costs, in executed tests
   */
  WeightedRanges(int[] starts, int[] targets, double[] weights, double price) {
    this.starts = starts;
    this.targets = targets;
    this.price = price;
    this.sums = new double[starts.length + 1];
    for (int i = 0; i < starts.length; i++) {
      sums[i + 1] = sums[i] + weights[i];
    }
  }

  int count() {
    return starts.length;
  }

  int start(int range) {
    return starts[range];
  }

  /** {@return the last value of a range} */
  int end(int range) {
    return range + 1 < starts.length ? starts[range + 1] - 1 : -1;
  }

  boolean isSingle(int range) {
    return starts[range] == end(range);
  }

  int target(int range) {
    return targets[range];
  }

  double price() {
    return price;
  }

  double weight(int range) {
    return sums[range + 1] - sums[range];
  }

  /** {@return how often A lies in the ranges from the first to the last} */
  double weight(int first, int last) {
    return sums[last + 1] - sums[first];
  }

  /** {@return the range that a value lies in} */
  int rangeOf(int value) {
    int range = 0;
    while (range + 1 < starts.length && Integer.compareUnsigned(starts[range + 1], value) <= 0) {
      range++;
    }
    return range;
  }

  /**
   * {@return the range with which half of a run is reached, by weight and a little by number, so
   * that what has no weight is halved too}
   */
  int middle(int first, int last) {
    double each = price / 16;
    double half = (sums[first] + sums[last + 1] + (first + last + 1) * each) / 2;
    int low = first;
    int high = last;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle + 1] + (middle + 1) * each < half) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
