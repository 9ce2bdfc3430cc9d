package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.syscall.Abi;
import java.util.Optional;

/** Says for which arguments two meanings differ in a certain way. */
public final class ChangeCondition {
  /** Where more than this differ, no condition that says so is worth reading. */
  private static final int MOST_PAIRS = 200_000;

  private final Diagrams diagrams;
  private final int left;
  private final int right;
  private final NodePairs known = new NodePairs();

  private ChangeCondition(Diagrams diagrams, Change change) {
    this.diagrams = diagrams;
    this.left = diagrams.leaf(change.left().returnValue());
    this.right = diagrams.leaf(change.right().returnValue());
  }

  /**
   * {@return when a change happens; empty when that would be too long to read}
   *
   * @param calls what the change is about: its witness is one of these
   */
  public static Optional<Condition> of(
      Meaning left, Meaning right, Change change, Abi abi, Calls calls) {
    Diagrams diagrams = left.diagrams();
    int number = change.witness().number();
    try {
      int where =
          new ChangeCondition(diagrams, change)
              .where(
                  left.map(abi.auditArch()).nodeOf(number),
                  right.map(abi.auditArch()).nodeOf(number));
      Condition condition = new ShortCondition(diagrams).of(where);
      return Optional.of(Widths.unsaid(condition, abi, calls));
    } catch (TooComplex e) {
      return Optional.empty();
    }
  }

  private int where(int a, int b) {
    int top = Math.min(diagrams.variable(a), diagrams.variable(b));
    if (top == Diagrams.VARIABLES) {
      return a == left && b == right ? Diagrams.TRUE : Diagrams.FALSE;
    }
    int found = known.find(a, b);
    if (found == NodePairs.NONE) {
      if (known.size() == MOST_PAIRS) {
        throw new TooComplex("differs in more than " + MOST_PAIRS + " pairs of decision nodes");
      }
      found =
          diagrams.node(
              top,
              where(diagrams.low(a, top), diagrams.low(b, top)),
              where(diagrams.high(a, top), diagrams.high(b, top)));
      known.put(a, b, found);
    }
    return found;
  }
}
