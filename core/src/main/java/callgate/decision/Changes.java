package callgate.decision;

import callgate.policy.Action;
import java.util.ArrayList;
import java.util.List;

/** Finds all ways in which two diagrams differ, with a witness for each. */
final class Changes {
  /** Bounds memory, as the size of a store of diagrams is bounded. */
  private static final int MOST_PAIRS = 8_000_000;

  private final Diagrams diagrams;
  private final boolean whetherOnly;
  private final int arch;
  private final int number;
  private final NodePairs seen = new NodePairs();

  /** How many pairs of different leaves are not found yet, if all come up together. */
  private int missing;

  private final List<Change> changes = new ArrayList<>();
  private final long[] words = new long[7];

  private Changes(Diagrams diagrams, boolean whetherOnly, int arch, int number) {
    this.diagrams = diagrams;
    this.whetherOnly = whetherOnly;
    this.arch = arch;
    this.number = number;
  }

  /**
   * {@return a change for each pair of actions that differ, with a call of that number}
   *
   * @param whetherOnly whether it counts only that a call is let through
   * @throws TooComplex where there are too many cases to look at
   */
  static List<Change> of(
      Diagrams diagrams, int left, int right, boolean whetherOnly, int arch, int number) {
    Changes found = new Changes(diagrams, whetherOnly, arch, number);
    Leaves leaves = new Leaves(diagrams);
    for (int one : leaves.of(left)) {
      for (int other : leaves.of(right)) {
        found.missing += one == other ? 0 : 1;
      }
    }
    found.visit(left, right);
    return found.changes;
  }

  private void visit(int left, int right) {
    if (left == right || missing == 0 || seen.find(left, right) != NodePairs.NONE) {
      return;
    }
    if (seen.size() == MOST_PAIRS) {
      throw new TooComplex("can't be compared: more than " + MOST_PAIRS + " pairs of nodes");
    }
    seen.put(left, right, 0);
    int top = Math.min(diagrams.variable(left), diagrams.variable(right));
    if (top == Diagrams.VARIABLES) {
      missing--;
      add(Action.of(diagrams.value(left)), Action.of(diagrams.value(right)));
      return;
    }
    visit(diagrams.low(left, top), diagrams.low(right, top));
    long bit = 1L << (63 - (top & 63));
    words[top >>> 6] |= bit;
    visit(diagrams.high(left, top), diagrams.high(right, top));
    words[top >>> 6] &= ~bit;
  }

  private void add(Action left, Action right) {
    if (Verdict.of(left, right, whetherOnly) != Verdict.EQUAL) {
      Call witness =
          Call.of(
              arch, number, words[6], words[0], words[1], words[2], words[3], words[4], words[5]);
      changes.add(new Change(left, right, witness));
    }
  }
}
