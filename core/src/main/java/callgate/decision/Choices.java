package callgate.decision;

import java.util.Arrays;

/**
 * The results of {@link Diagrams#choose} so far: a cache that overwrites, as speed needs and
 * correctness allows, and grows as long as it is small.
 */
final class Choices {
  /** What {@link #find} answers when it does not know. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int LEAST_SLOTS = 1 << 9;
  private static final int MOST_SLOTS = 1 << 12;

  /** Four words a slot: what was asked, and the result. */
  private int[] entries = new int[0];

  private int added;

  int find(int condition, int then, int otherwise) {
    if (entries.length == 0) {
      return NONE;
    }
    int at = slot(condition, then, otherwise);
    boolean hit =
        entries[at] == condition && entries[at + 1] == then && entries[at + 2] == otherwise;
    return hit ? entries[at + 3] : NONE;
  }

  void put(int condition, int then, int otherwise, int result) {
    if (entries.length == 0) {
      entries = empty(LEAST_SLOTS);
    } else if (++added > entries.length / 2 && entries.length < 4 * MOST_SLOTS) {
      grow();
    }
    enter(condition, then, otherwise, result);
  }

  private void enter(int condition, int then, int otherwise, int result) {
    int at = slot(condition, then, otherwise);
    entries[at] = condition;
    entries[at + 1] = then;
    entries[at + 2] = otherwise;
    entries[at + 3] = result;
  }

  private void grow() {
    int[] old = entries;
    entries = empty(old.length / 2);
    for (int at = 0; at < old.length; at += 4) {
      if (old[at] != NONE) {
        enter(old[at], old[at + 1], old[at + 2], old[at + 3]);
      }
    }
  }

  private static int[] empty(int slots) {
    int[] entries = new int[4 * slots];
    Arrays.fill(entries, NONE);
    return entries;
  }

  private int slot(int a, int b, int c) {
    int h = (a * 0x9E3779B1 + b) * 0x85EBCA77 + c;
    h *= 0xC2B2AE3D;
    return (h ^ (h >>> 15)) << 2 & entries.length - 1;
  }
}
