package callgate.bpf;

import callgate.decision.Diagrams;
import callgate.policy.Action;

/** Leaves for what filters return. */
final class Leaves {
  private Leaves() {}

  /** The part of a return value that says the action (SECCOMP_RET_ACTION_FULL). */
  private static final int ACTION = 0xffff0000;

  /**
   * {@return the leaf of a return value} Values that the kernel treats alike are one leaf. Unknown
   * actions stay as they are: among several filters the kernel compares them as numbers before it
   * kills the process for them.
   */
  static int of(Diagrams diagrams, int returnValue) {
    return diagrams.leaf(
        Action.isKnown(returnValue) ? Action.of(returnValue).returnValue() : returnValue & ACTION);
  }
}
