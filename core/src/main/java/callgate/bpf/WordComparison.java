package callgate.bpf;

import callgate.decision.Diagrams;

/**
 * The diagrams of branches: a masked word of the arguments, or any 32 one-bit diagrams, compared
 * with a constant or with another register. From the most significant bit down, unlike the code
 * that turns policies into diagrams.
 */
final class WordComparison {
  private final Diagrams diagrams;
  private final Arithmetic arithmetic;

  WordComparison(Diagrams diagrams, Arithmetic arithmetic) {
    this.diagrams = diagrams;
    this.arithmetic = arithmetic;
  }

  /** {@return whether a branch on two constants is taken} */
  static boolean holds(Opcode opcode, int a, int operand) {
    return switch (opcode) {
      case JEQ_K, JEQ_X -> a == operand;
      case JGT_K, JGT_X -> Integer.compareUnsigned(a, operand) > 0;
      case JGE_K, JGE_X -> Integer.compareUnsigned(a, operand) >= 0;
      case JSET_K, JSET_X -> (a & operand) != 0;
      default -> throw new IllegalArgumentException(opcode + " is not a branch");
    };
  }

  /** {@return what follows a branch on values that don't depend on the number} */
  int branch(Opcode opcode, long a, long operand, int then, int otherwise) {
    if (then == otherwise) {
      return then;
    }
    if (Value.kind(a) == Value.WORD && Value.isConstant(operand)) {
      return word(opcode, a, Value.payload(operand), then, otherwise);
    }
    int condition = vectors(opcode, arithmetic.bits(a), arithmetic.bits(operand));
    return diagrams.choose(condition, then, otherwise);
  }

  private int word(Opcode opcode, long a, int constant, int then, int otherwise) {
    int word = Value.wordOf(a);
    int firstBelow = 32 * (word + 1);
    boolean direct =
        diagrams.variable(then) >= firstBelow && diagrams.variable(otherwise) >= firstBelow;
    if (direct) {
      return chain(opcode, 32 * word, Value.payload(a), constant, then, otherwise);
    }
    int condition =
        chain(opcode, 32 * word, Value.payload(a), constant, Diagrams.TRUE, Diagrams.FALSE);
    return diagrams.choose(condition, then, otherwise);
  }

  private int chain(
      Opcode opcode, int firstVariable, int mask, int constant, int then, int otherwise) {
    return switch (opcode) {
      case JEQ_K, JEQ_X -> order(firstVariable, mask, constant, 0, otherwise, then, otherwise);
      case JGT_K, JGT_X -> order(firstVariable, mask, constant, 0, otherwise, otherwise, then);
      case JGE_K, JGE_X -> order(firstVariable, mask, constant, 0, otherwise, then, then);
      case JSET_K, JSET_X -> anySet(firstVariable, mask & constant, then, otherwise);
      default -> throw new IllegalArgumentException(opcode + " is not a branch");
    };
  }

  /**
   * Bits from {@code done} (0 is the most significant) on decide between less, equal and greater.
   */
  private int order(
      int firstVariable, int mask, int constant, int done, int less, int equal, int greater) {
    if (done == 32) {
      return equal;
    }
    boolean one = (constant << done) < 0;
    boolean counts = (mask << done) < 0;
    if (!counts && one) {
      return less;
    }
    int rest = order(firstVariable, mask, constant, done + 1, less, equal, greater);
    if (!counts) {
      return rest;
    }
    int variable = firstVariable + done;
    return one ? diagrams.node(variable, less, rest) : diagrams.node(variable, rest, greater);
  }

  private int anySet(int firstVariable, int tested, int then, int otherwise) {
    int node = otherwise;
    for (int rest = tested; rest != 0; rest &= rest - 1) {
      int variable = firstVariable + 31 - Integer.numberOfTrailingZeros(rest);
      node = diagrams.node(variable, node, then);
    }
    return node;
  }

  private int vectors(Opcode opcode, int[] a, int[] b) {
    int equal = Diagrams.TRUE;
    int greater = Diagrams.FALSE;
    int common = Diagrams.FALSE;
    for (int i = 31; i >= 0; i--) {
      int same = diagrams.choose(a[i], b[i], diagrams.not(b[i]));
      int here = diagrams.and(a[i], diagrams.not(b[i]));
      greater = diagrams.or(greater, diagrams.and(equal, here));
      equal = diagrams.and(equal, same);
      common = diagrams.or(common, diagrams.and(a[i], b[i]));
    }
    return switch (opcode) {
      case JEQ_K, JEQ_X -> equal;
      case JGT_K, JGT_X -> greater;
      case JGE_K, JGE_X -> diagrams.or(greater, equal);
      case JSET_K, JSET_X -> common;
      default -> throw new IllegalArgumentException(opcode + " is not a branch");
    };
  }
}
