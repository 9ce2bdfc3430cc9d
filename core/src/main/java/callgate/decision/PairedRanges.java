package callgate.decision;

/** Walks through two maps of numbers at once. */
final class PairedRanges {
  private PairedRanges() {}

  /** Is told of each range of numbers in which neither map changes. */
  @FunctionalInterface
  interface Visitor {
    void visit(int first, int last, int left, int right);
  }

  /** Visits all numbers from first to last, both inclusive, unsigned, in ascending order. */
  static void visit(NumberMap left, NumberMap right, int first, int last, Visitor visitor) {
    int i = left.rangeOf(first);
    int j = right.rangeOf(first);
    int start = first;
    while (true) {
      int end = smaller(last, smaller(left.last(i), right.last(j)));
      visitor.visit(start, end, left.node(i), right.node(j));
      if (end == last) {
        return;
      }
      i += left.last(i) == end ? 1 : 0;
      j += right.last(j) == end ? 1 : 0;
      start = end + 1;
    }
  }

  private static int smaller(int a, int b) {
    return Integer.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
