package callgate.decision;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one argument under a mask that fulfil a condition, as runs of neighbours. Under a
 * mask the neighbours of a value are those that the mask lets exist.
 */
final class Runs {
  private final Diagrams diagrams;
  private final int firstVariable;
  private final long mask;
  private final int width;
  private long[] firsts = new long[8];
  private long[] lasts = new long[8];
  private int count;
  private final int most;
  private boolean open;

  private Runs(Diagrams diagrams, int argument, int width, long mask, int most) {
    this.diagrams = diagrams;
    this.firstVariable = 64 * argument + 64 - width;
    this.width = width;
    this.mask = mask;
    this.most = most;
  }

  /**
   * {@return the runs in ascending unsigned order; null when there are more than {@code most}}
   *
   * @param condition tests only bits of this argument that the mask has
   * @param width how many low bits of the argument there are: 32 or 64
   */
  static @Nullable Runs of(
      Diagrams diagrams, int argument, int condition, int width, long mask, int most) {
    Runs runs = new Runs(diagrams, argument, width, mask, most);
    return runs.collect(condition, 0, 0) ? runs : null;
  }

  private boolean collect(int node, int depth, long value) {
    if (Diagrams.isLeaf(node)) {
      return add(node == Diagrams.TRUE, value, value | (mask & below(depth)));
    }
    if (depth == width) {
      throw new IllegalArgumentException("a bit is tested that the mask does not have");
    }
    long bit = bit(depth);
    int variable = firstVariable + depth;
    if ((mask & bit) == 0) {
      return collect(node, depth + 1, value);
    }
    return collect(diagrams.low(node, variable), depth + 1, value)
        && collect(diagrams.high(node, variable), depth + 1, value | bit);
  }

  private long bit(int depth) {
    return 1L << (width - 1 - depth);
  }

  private long below(int depth) {
    return depth == 0 ? (width == 64 ? -1 : (1L << width) - 1) : bit(depth - 1) - 1;
  }

  private boolean add(boolean holds, long first, long last) {
    if (!holds) {
      open = false;
      return true;
    }
    if (!open) {
      if (count == most) {
        return false;
      }
      if (count == firsts.length) {
        firsts = Arrays.copyOf(firsts, 2 * count);
        lasts = Arrays.copyOf(lasts, 2 * count);
      }
      firsts[count++] = first;
      open = true;
    }
    lasts[count - 1] = last;
    return true;
  }

  int size() {
    return count;
  }

  long first(int run) {
    return firsts[run];
  }

  long last(int run) {
    return lasts[run];
  }

  /** {@return whether a run starts at the smallest value that there is} */
  boolean startsAtBottom(int run) {
    return firsts[run] == 0;
  }

  /** {@return whether a run ends at the largest value that there is} */
  boolean endsAtTop(int run) {
    return lasts[run] == mask;
  }
}
