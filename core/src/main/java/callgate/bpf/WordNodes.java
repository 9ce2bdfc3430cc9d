package callgate.bpf;

import callgate.decision.Diagrams;
import java.util.Arrays;

/**
 * The part of a diagram that tests one word: its nodes, children before parents, and what can be
 * told of them.
 */
final class WordNodes {
  private final Diagrams diagrams;
  private final int word;
  private int[] nodes = new int[64];
  private int count;

  WordNodes(Diagrams diagrams, int word, int root) {
    this.diagrams = diagrams;
    this.word = word;
    visit(root);
  }

  private void visit(int node) {
    if (isBelow(node) || index(node) >= 0) {
      return;
    }
    visit(diagrams.low(node));
    visit(diagrams.high(node));
    if (count == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * count);
    }
    nodes[count++] = node;
  }

  boolean isBelow(int node) {
    return Diagrams.isLeaf(node) || diagrams.variable(node) >>> 5 > word;
  }

  private int index(int node) {
    for (int i = count - 1; i >= 0; i--) {
      if (nodes[i] == node) {
        return i;
      }
    }
    return -1;
  }

  /** {@return the bits that are tested} */
  int support() {
    int support = 0;
    for (int i = 0; i < count; i++) {
      support |= bit(nodes[i]);
    }
    return support;
  }

  private int bit(int node) {
    return 1 << (31 - (diagrams.variable(node) & 31));
  }

  /** {@return the bits each of which, when set, is enough for {@code target}} */
  int sufficient(int target) {
    int[] sufficient = new int[count];
    for (int i = 0; i < count; i++) {
      int low = diagrams.low(nodes[i]);
      int high = diagrams.high(nodes[i]);
      int both = sufficient(low, target, sufficient) & sufficient(high, target, sufficient);
      int own = bit(nodes[i]);
      sufficient[i] = high == target ? both | own : both & ~own;
    }
    return count == 0 ? 0 : sufficient[count - 1];
  }

  private int sufficient(int node, int target, int[] known) {
    return node == target ? -1 : isBelow(node) ? 0 : known[index(node)];
  }

  /** {@return the root where the bits of a mask are 0} */
  int withoutBits(int mask) {
    int[] results = new int[count];
    for (int i = 0; i < count; i++) {
      int low = result(diagrams.low(nodes[i]), results);
      boolean zero = (bit(nodes[i]) & mask) != 0;
      results[i] =
          zero
              ? low
              : diagrams.node(
                  diagrams.variable(nodes[i]), low, result(diagrams.high(nodes[i]), results));
    }
    return results[count - 1];
  }

  private int result(int node, int[] results) {
    return isBelow(node) ? node : results[index(node)];
  }
}
