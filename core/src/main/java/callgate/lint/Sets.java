package callgate.lint;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.policy.Action;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Sets of arguments, as conditions in a store of diagrams: {@link Diagrams#FALSE} is the empty set,
 * {@link Diagrams#TRUE} that of all arguments.
 */
final class Sets {
  private static final int WORD_BITS = 32;
  private static final int ARGUMENTS = 7;

  private final Diagrams diagrams;

  Sets(Diagrams diagrams) {
    this.diagrams = diagrams;
  }

  /** {@return for which arguments a diagram of actions gives an action like that} */
  int where(int node, Predicate<Action> wanted) {
    return where(node, wanted, new HashMap<>());
  }

  private int where(int node, Predicate<Action> wanted, Map<Integer, Integer> known) {
    if (Diagrams.isLeaf(node)) {
      return wanted.test(Action.of(diagrams.value(node))) ? Diagrams.TRUE : Diagrams.FALSE;
    }
    Integer result = known.get(node);
    if (result == null) {
      result =
          diagrams.node(
              diagrams.variable(node),
              where(diagrams.low(node), wanted, known),
              where(diagrams.high(node), wanted, known));
      known.put(node, result);
    }
    return result;
  }

  /** {@return the actions that a diagram gives for some arguments} */
  Set<Action> actions(int node) {
    Set<Action> actions = new HashSet<>();
    collect(node, actions, new HashSet<>());
    return actions;
  }

  private void collect(int node, Set<Action> actions, Set<Integer> seen) {
    if (Diagrams.isLeaf(node)) {
      actions.add(Action.of(diagrams.value(node)));
    } else if (seen.add(node)) {
      collect(diagrams.low(node), actions, seen);
      collect(diagrams.high(node), actions, seen);
    }
  }

  int and(int left, int right) {
    return diagrams.and(left, right);
  }

  int or(int left, int right) {
    return diagrams.or(left, right);
  }

  /** {@return the arguments of the first set that are not in the second} */
  int minus(int left, int right) {
    return diagrams.and(left, diagrams.not(right));
  }

  /**
   * {@return the arguments of a set whose high halves are 0} In these, ABIs that compare 32 bits
   * and those that compare 64 can be held against each other.
   */
  int narrow(int set) {
    int narrow = set;
    for (int argument = 0; argument < ARGUMENTS - 1; argument++) {
      narrow = fixed(narrow, 2 * argument, 0);
    }
    return narrow;
  }

  /** {@return what a diagram is where a word has one value; it does not read the word then} */
  int fixed(int node, int word, int value) {
    return fixed(node, word, value, new HashMap<>());
  }

  private int fixed(int node, int word, int value, Map<Integer, Integer> known) {
    int variable = diagrams.variable(node);
    if (variable >= WORD_BITS * (word + 1)) {
      return node;
    }
    Integer result = known.get(node);
    if (result == null) {
      if (variable >= WORD_BITS * word) {
        int bit = WORD_BITS * (word + 1) - 1 - variable;
        int next = (value >>> bit & 1) == 0 ? diagrams.low(node) : diagrams.high(node);
        result = fixed(next, word, value, known);
      } else {
        result =
            diagrams.node(
                variable,
                fixed(diagrams.low(node), word, value, known),
                fixed(diagrams.high(node), word, value, known));
      }
      known.put(node, result);
    }
    return result;
  }

  /** {@return whether what a diagram gives depends on a bit of a word, 31 being the highest} */
  boolean reads(int node, int word, int bit) {
    return reads(node, WORD_BITS * (word + 1) - 1 - bit, 1, new HashSet<>());
  }

  /** {@return whether what a diagram gives depends on a word} */
  boolean reads(int node, int word) {
    return reads(node, WORD_BITS * word, WORD_BITS, new HashSet<>());
  }

  private boolean reads(int node, int first, int count, Set<Integer> seen) {
    int variable = diagrams.variable(node);
    if (variable >= first + count || !seen.add(node)) {
      return false;
    }
    return variable >= first
        || reads(diagrams.low(node), first, count, seen)
        || reads(diagrams.high(node), first, count, seen);
  }

  /** {@return the set of all arguments with a bit of a word, 31 being the highest} */
  int bit(int word, int bit) {
    return diagrams.node(WORD_BITS * (word + 1) - 1 - bit, Diagrams.FALSE, Diagrams.TRUE);
  }

  /**
   * {@return a call whose arguments are in a set that is not empty, with as few high bits as can
   * be}
   */
  Call member(int set, int arch, int number) {
    long[] values = new long[ARGUMENTS];
    for (int node = set; !Diagrams.isLeaf(node); ) {
      int variable = diagrams.variable(node);
      int low = diagrams.low(node);
      if (low == Diagrams.FALSE) {
        values[variable >>> 6] |= 1L << (63 - (variable & 63));
        node = diagrams.high(node);
      } else {
        node = low;
      }
    }
    return Call.of(
        arch, number, values[6], values[0], values[1], values[2], values[3], values[4], values[5]);
  }
}
