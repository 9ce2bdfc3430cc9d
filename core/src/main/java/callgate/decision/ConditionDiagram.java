package callgate.decision;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;

/**
 * Turns conditions into diagrams, comparing whole arguments from their least significant bit up.
 * The symbolic execution of filters has its own code for comparisons, so that neither can hide a
 * mistake of the other.
 */
final class ConditionDiagram {
  private ConditionDiagram() {}

  /** How many low bits of an argument a test compares. */
  @FunctionalInterface
  interface ComparedBits {
    int of(Test test);
  }

  /** {@return the diagram that is TRUE for the calls for which a condition holds} */
  static int of(Diagrams diagrams, Condition condition, ComparedBits bits) {
    if (condition instanceof Condition.All(var parts)) {
      int all = Diagrams.TRUE;
      for (Condition part : parts) {
        all = diagrams.and(all, of(diagrams, part, bits));
      }
      return all;
    }
    if (condition instanceof Condition.Any(var parts)) {
      int any = Diagrams.FALSE;
      for (Condition part : parts) {
        any = diagrams.or(any, of(diagrams, part, bits));
      }
      return any;
    }
    if (condition instanceof Condition.Not(var part)) {
      return diagrams.not(of(diagrams, part, bits));
    }
    Test test = (Test) condition;
    return compare(diagrams, test, bits.of(test));
  }

  private static int compare(Diagrams diagrams, Test test, int bits) {
    Op op = test.op();
    int less = truth(op == Op.LT || op == Op.LE || op == Op.NE);
    int greater = truth(op == Op.GT || op == Op.GE || op == Op.NE);
    int equalSoFar = truth(op == Op.EQ || op == Op.LE || op == Op.GE);
    for (int bit = 0; bit < bits; bit++) {
      boolean one = (test.value() >>> bit & 1) == 1;
      boolean masked = (test.mask() >>> bit & 1) == 0;
      if (masked) {
        equalSoFar = one ? less : equalSoFar;
      } else {
        int variable = 64 * test.argument() + 63 - bit;
        equalSoFar =
            one
                ? diagrams.node(variable, less, equalSoFar)
                : diagrams.node(variable, equalSoFar, greater);
      }
    }
    return equalSoFar;
  }

  private static int truth(boolean holds) {
    return holds ? Diagrams.TRUE : Diagrams.FALSE;
  }
}
