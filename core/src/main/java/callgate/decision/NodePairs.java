package callgate.decision;

import java.util.Arrays;

/**
 * What is known about pairs of nodes: a hash table without objects, since operations on two large
 * diagrams ask for millions of pairs.
 */
final class NodePairs {
  /** What {@link #find} answers when nothing is known; no node. */
  static final int NONE = Integer.MIN_VALUE;

  /** Three words a slot: the two nodes, and what is known. */
  private int[] entries = empty(64);

  private int count;

  /** {@return how many pairs something is known about} */
  int size() {
    return count;
  }

  int find(int one, int other) {
    return entries[slot(one, other) + 2];
  }

  /** Notes what is known about a pair: not {@link #NONE}, and nothing was known before. */
  void put(int one, int other, int known) {
    if (2 * ++count > entries.length / 3) {
      grow();
    }
    enter(one, other, known);
  }

  private void enter(int one, int other, int known) {
    int slot = slot(one, other);
    entries[slot] = one;
    entries[slot + 1] = other;
    entries[slot + 2] = known;
  }

  /** {@return where a pair is, or would be} */
  private int slot(int one, int other) {
    int mask = entries.length / 3 - 1;
    int hash = (one * 0x9E3779B1 + other) * 0x85EBCA77;
    int slot = (hash ^ hash >>> 15) & mask;
    while (entries[3 * slot + 2] != NONE
        && (entries[3 * slot] != one || entries[3 * slot + 1] != other)) {
      slot = slot + 1 & mask;
    }
    return 3 * slot;
  }

  private void grow() {
    int[] old = entries;
    entries = empty(2 * (old.length / 3));
    for (int at = 0; at < old.length; at += 3) {
      if (old[at + 2] != NONE) {
        enter(old[at], old[at + 1], old[at + 2]);
      }
    }
  }

  private static int[] empty(int slots) {
    int[] entries = new int[3 * slots];
    Arrays.fill(entries, NONE);
    return entries;
  }
}
