package callgate.decision;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A function from all 32-bit call numbers to diagrams: ranges of numbers, in unsigned order, each
 * with a node. No two neighbours have the same node, so that equal functions have equal ranges.
 */
public final class NumberMap {
  private final int[] starts;
  private final int[] nodes;

  private NumberMap(int[] starts, int[] nodes) {
    this.starts = starts;
    this.nodes = nodes;
  }

  /**
   * {@return a map}
   *
   * @param starts where each range starts: ascending, unsigned, the first 0
   * @param nodes what the numbers from there to the next start have
   */
  public static NumberMap of(int[] starts, int[] nodes) {
    int[] keptStarts = new int[starts.length];
    int[] keptNodes = new int[starts.length];
    int kept = 0;
    for (int i = 0; i < starts.length; i++) {
      if (kept == 0 || keptNodes[kept - 1] != nodes[i]) {
        keptStarts[kept] = starts[i];
        keptNodes[kept++] = nodes[i];
      }
    }
    return new NumberMap(Arrays.copyOf(keptStarts, kept), Arrays.copyOf(keptNodes, kept));
  }

  /** {@return the number of ranges, at least 1} */
  public int size() {
    return starts.length;
  }

  /** {@return the smallest number of a range} */
  public int first(int range) {
    return starts[range];
  }

  /** {@return the largest number of a range} */
  public int last(int range) {
    return range + 1 == starts.length ? -1 : starts[range + 1] - 1;
  }

  /** {@return what the numbers of a range have} */
  public int node(int range) {
    return nodes[range];
  }

  /** {@return what a number has} */
  public int nodeOf(int number) {
    return nodes[indexOf(starts, starts.length, number)];
  }

  /** {@return which of the ranges a number lies in} */
  public int rangeOf(int number) {
    return indexOf(starts, starts.length, number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NumberMap that
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(nodes, that.nodes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Arrays.hashCode(nodes);
  }

  /** {@return the index of the last start that is not above a number} */
  private static int indexOf(int[] starts, int count, int number) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Integer.compareUnsigned(starts[middle], number) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Builds a map by changing ranges of it. */
  public static final class Builder {
    private int[] starts = new int[64];
    private int[] nodes = new int[64];
    private int count = 1;

    /** Starts with one node for all numbers. */
    public Builder(int node) {
      nodes[0] = node;
    }

    /** Sets the node of all numbers from first to last, both inclusive, unsigned. */
    public Builder set(int first, int last, int node) {
      int from = cut(first);
      int to = last == -1 ? count : cutFrom(from, last + 1);
      Arrays.fill(nodes, from, to, node);
      return this;
    }

    /** Replaces the nodes of all numbers from first to last, both inclusive, unsigned. */
    public Builder change(int first, int last, IntUnaryOperator operation) {
      int from = cut(first);
      int to = last == -1 ? count : cutFrom(from, last + 1);
      for (int i = from; i < to; i++) {
        nodes[i] = operation.applyAsInt(nodes[i]);
      }
      return this;
    }

    /** Makes a range start at a number and returns its index. */
    private int cut(int number) {
      return cut(indexOf(starts, count, number), number);
    }

    /** Like {@link #cut(int)} for a number that mostly lies in the range of an index. */
    private int cutFrom(int from, int number) {
      int index = from;
      while (index + 1 < count && Integer.compareUnsigned(starts[index + 1], number) <= 0) {
        index++;
      }
      return cut(index, number);
    }

    private int cut(int index, int number) {
      if (starts[index] == number) {
        return index;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        nodes = Arrays.copyOf(nodes, 2 * count);
      }
      System.arraycopy(starts, index + 1, starts, index + 2, count - index - 1);
      System.arraycopy(nodes, index + 1, nodes, index + 2, count - index - 1);
      starts[index + 1] = number;
      nodes[index + 1] = nodes[index];
      count++;
      return index + 1;
    }

    public NumberMap build() {
      return of(Arrays.copyOf(starts, count), Arrays.copyOf(nodes, count));
    }
  }

  /**
   * {@return the map whose node for each number is what {@code operation} makes of the nodes of two
   * maps}
   */
  static NumberMap combine(int arch, NumberMap left, NumberMap right, NodeOperation operation) {
    int[] starts = new int[left.size() + right.size()];
    int[] nodes = new int[starts.length];
    int count = 0;
    int i = 0;
    int j = 0;
    int start = 0;
    while (true) {
      int node;
      try {
        node = operation.apply(left.nodes[i], right.nodes[j]);
      } catch (TooComplex e) {
        throw e.about(arch, start);
      }
      if (count == 0 || nodes[count - 1] != node) {
        starts[count] = start;
        nodes[count++] = node;
      }
      boolean leftEnds = i + 1 == left.size();
      boolean rightEnds = j + 1 == right.size();
      if (leftEnds && rightEnds) {
        return new NumberMap(Arrays.copyOf(starts, count), Arrays.copyOf(nodes, count));
      }
      int order =
          leftEnds
              ? 1
              : rightEnds ? -1 : Integer.compareUnsigned(left.starts[i + 1], right.starts[j + 1]);
      start = order <= 0 ? left.starts[i + 1] : right.starts[j + 1];
      if (order <= 0) {
        i++;
      }
      if (order >= 0) {
        j++;
      }
    }
  }

  /** An operation on two diagrams. */
  @FunctionalInterface
  public interface NodeOperation {
    int apply(int left, int right);
  }
}
