package callgate.decision;

import callgate.policy.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds all ways in which two diagrams differ, with a witness for each. */
final class Changes {
  private final Diagrams diagrams;
  private final boolean whetherOnly;
  private final int arch;
  private final int number;
  private final Set<Long> seen = new HashSet<>();
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
   */
  static List<Change> of(
      Diagrams diagrams, int left, int right, boolean whetherOnly, int arch, int number) {
    Changes found = new Changes(diagrams, whetherOnly, arch, number);
    found.visit(left, right);
    return found.changes;
  }

  private void visit(int left, int right) {
    if (left == right || !seen.add((long) left << 32 | Integer.toUnsignedLong(right))) {
      return;
    }
    int top = Math.min(diagrams.variable(left), diagrams.variable(right));
    if (top == Diagrams.VARIABLES) {
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
