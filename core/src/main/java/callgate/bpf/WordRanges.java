package callgate.bpf;

import callgate.decision.Diagrams;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A diagram as a function of one word: ranges of its values and what follows each. When not all
 * bits are tested, of the word under the mask of those that are: other values don't occur and fall
 * to whichever range is next to them.
 */
final class WordRanges {
  private final Diagrams diagrams;
  private final int root;
  private final int word;
  private final int mask;
  private int[] starts;
  private int[] targets;
  private int count;

  private WordRanges(Diagrams diagrams, int root, int word, int mask, int most) {
    this.diagrams = diagrams;
    this.root = root;
    this.word = word;
    this.mask = mask;
    this.starts = new int[most];
    this.targets = new int[most];
  }

  /**
   * {@return the ranges, or null if there are more than {@code most}}
   *
   * @param mask the bits that the diagram tests in that word
   */
  static @Nullable WordRanges of(Diagrams diagrams, int root, int word, int mask, int most) {
    WordRanges ranges = new WordRanges(diagrams, root, word, mask, most);
    if (!ranges.collect(root, 0, 0)) {
      return null;
    }
    ranges.starts = Arrays.copyOf(ranges.starts, ranges.count);
    ranges.targets = Arrays.copyOf(ranges.targets, ranges.count);
    return ranges;
  }

  private boolean collect(int node, int depth, int value) {
    int variable = diagrams.variable(node);
    int next = depth;
    if (variable >>> 5 > word) {
      return add(value, node);
    }
    while (next < (variable & 31) && (mask << next) >= 0) {
      next++;
    }
    int bit = 0x80000000 >>> next;
    if ((variable & 31) == next) {
      return collect(diagrams.low(node), next + 1, value)
          && collect(diagrams.high(node), next + 1, value | bit);
    }
    return collect(node, next + 1, value) && collect(node, next + 1, value | bit);
  }

  private boolean add(int value, int target) {
    if (count > 0 && targets[count - 1] == target) {
      return true;
    }
    if (count == starts.length) {
      return false;
    }
    starts[count] = value;
    targets[count++] = target;
    return true;
  }

  int mask() {
    return mask;
  }

  int size() {
    return count;
  }

  int start(int range) {
    return starts[range];
  }

  int[] starts() {
    return starts;
  }

  /** {@return the diagram that follows a range} */
  int target(int range) {
    return targets[range];
  }

  /** {@return whether a range is one value and has the same on both sides} */
  boolean isApart(int range) {
    return mask == -1
        && range > 0
        && starts[range] + 1 == (range + 1 < count ? starts[range + 1] : 0)
        && (range + 1 == count || targets[range - 1] == targets[range + 1]);
  }

  /** {@return the diagram when a range that is apart is like its neighbours} */
  int without(int range) {
    return set(root, 0, starts[range], targets[range - 1]);
  }

  private int set(int node, int depth, int value, int target) {
    if (depth == 32) {
      return target;
    }
    int variable = 32 * word + depth;
    boolean tests = diagrams.variable(node) == variable;
    int low = tests ? diagrams.low(node) : node;
    int high = tests ? diagrams.high(node) : node;
    return (value << depth) < 0
        ? diagrams.node(variable, low, set(high, depth + 1, value, target))
        : diagrams.node(variable, set(low, depth + 1, value, target), high);
  }
}
