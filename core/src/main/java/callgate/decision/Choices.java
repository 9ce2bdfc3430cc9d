package callgate.decision;

import java.util.Arrays;

/**
 * The results of {@link Diagrams#choose} so far: a cache that overwrites, as speed needs and
 * correctness allows.
 */
final class Choices {
  /** What {@link #find} answers when it does not know. */
  static final int NONE = Integer.MIN_VALUE;

  private static final int SLOTS = 1 << 12;

  private int[] entries = new int[0];

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
      entries = new int[4 * SLOTS];
      Arrays.fill(entries, NONE);
    }
    int at = slot(condition, then, otherwise);
    entries[at] = condition;
    entries[at + 1] = then;
    entries[at + 2] = otherwise;
    entries[at + 3] = result;
  }

  private static int slot(int a, int b, int c) {
    int h = (a * 0x9E3779B1 + b) * 0x85EBCA77 + c;
    h *= 0xC2B2AE3D;
    return ((h ^ (h >>> 15)) & (SLOTS - 1)) << 2;
  }
}
