package callgate.decision;

import callgate.policy.Action;
import java.util.function.IntBinaryOperator;

/** What two diagrams are together, leaf by leaf. Remembers what it has done. */
final class LeafOperation {
  private final Diagrams diagrams;
  private final IntBinaryOperator operation;
  private final NodePairs known = new NodePairs();

  /** Makes one action of two. */
  @FunctionalInterface
  interface OnActions {
    Action apply(Action left, Action right);
  }

  private LeafOperation(Diagrams diagrams, IntBinaryOperator operation) {
    this.diagrams = diagrams;
    this.operation = operation;
  }

  /** {@return the meaning of two together} */
  static Meaning combine(Meaning left, Meaning right, OnActions operation) {
    return Meaning.combine(left, right, onActions(left.diagrams(), operation)::of);
  }

  static LeafOperation onActions(Diagrams diagrams, OnActions operation) {
    return new LeafOperation(
        diagrams,
        (left, right) -> operation.apply(Action.of(left), Action.of(right)).returnValue());
  }

  /** {@return the meaning of two together, by what filters return} */
  static Meaning onValues(Meaning left, Meaning right, IntBinaryOperator operation) {
    return Meaning.combine(left, right, new LeafOperation(left.diagrams(), operation)::of);
  }

  private int of(int left, int right) {
    int found = known.find(left, right);
    if (found == NodePairs.NONE) {
      int top = Math.min(diagrams.variable(left), diagrams.variable(right));
      found =
          top == Diagrams.VARIABLES
              ? ofLeaves(left, right)
              : diagrams.node(
                  top,
                  of(diagrams.low(left, top), diagrams.low(right, top)),
                  of(diagrams.high(left, top), diagrams.high(right, top)));
      known.put(left, right, found);
    }
    return found;
  }

  private int ofLeaves(int left, int right) {
    return diagrams.leaf(operation.applyAsInt(diagrams.value(left), diagrams.value(right)));
  }
}
