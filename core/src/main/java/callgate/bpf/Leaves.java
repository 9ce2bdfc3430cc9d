package callgate.bpf;

import callgate.decision.Diagrams;
import callgate.policy.Action;

/** Leaves for what filters return. */
final class Leaves {
  private Leaves() {}

  /** {@return the leaf of a return value} Values that the kernel treats alike are one leaf. */
  static int of(Diagrams diagrams, int returnValue) {
    return diagrams.leaf(Action.of(returnValue).returnValue());
  }
}
