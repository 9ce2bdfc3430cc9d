package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * How a meaning divides the calls of one number by their arguments, as far as these are not known:
 * which return values there are, an example of each, and for which arguments.
 */
public final class Division {
  private final Diagrams diagrams;
  private final Abi abi;
  private final int number;
  private final List<OptionalLong> known;
  private final int root;

  private Division(
      Diagrams diagrams, Abi abi, int number, List<OptionalLong> known, int unrestricted) {
    this.diagrams = diagrams;
    this.abi = abi;
    this.number = number;
    this.known = known;
    this.root = new Cofactor().of(unrestricted);
  }

  /**
   * {@return the division of the calls of a number}
   *
   * @param known the arguments, and then the instruction pointer, as far as they are known; what is
   *     missing at the end is not
   */
  public static Division of(Meaning meaning, Abi abi, int number, List<OptionalLong> known) {
    return new Division(
        meaning.diagrams(),
        abi,
        number,
        List.copyOf(known),
        meaning.map(abi.auditArch()).nodeOf(number));
  }

  /**
   * Calls that have one return value.
   *
   * @param returnValue what the meaning says
   * @param example one of the calls; bits that don't matter and are not known are 0
   */
  public record Share(int returnValue, Call example) {}

  /** {@return the shares: one where no argument matters that is not known} */
  public List<Share> shares() {
    List<Share> shares = new ArrayList<>();
    long[] words = new long[Test.INSTRUCTION_POINTER + 1];
    for (int i = 0; i < known.size(); i++) {
      words[i] = known.get(i).orElse(0);
    }
    walk(root, words, new HashSet<>(), shares);
    return shares;
  }

  private void walk(int node, long[] words, Set<Integer> seen, List<Share> shares) {
    if (!seen.add(node)) {
      return;
    }
    if (Diagrams.isLeaf(node)) {
      shares.add(new Share(diagrams.value(node), call(words)));
      return;
    }
    int variable = diagrams.variable(node);
    long bit = 1L << (63 - (variable & 63));
    walk(diagrams.low(node), words, seen, shares);
    words[variable >>> 6] |= bit;
    walk(diagrams.high(node), words, seen, shares);
    words[variable >>> 6] &= ~bit;
  }

  private Call call(long[] words) {
    return Call.of(
        abi.auditArch(),
        number,
        words[6],
        words[0],
        words[1],
        words[2],
        words[3],
        words[4],
        words[5]);
  }

  /**
   * {@return for which arguments calls have certain return values; empty when that would be too
   * long to read}
   */
  public Optional<Condition> when(IntPredicate returnValue) {
    Map<Integer, Integer> done = new HashMap<>();
    try {
      Condition condition = new ShortCondition(diagrams).of(where(root, returnValue, done));
      Calls calls =
          Syscalls.name(abi, number)
              .<Calls>map(Calls.Named::new)
              .orElseGet(() -> new Calls.Numbered(number, number));
      return Optional.of(Widths.unsaid(condition, abi, calls));
    } catch (TooComplex e) {
      return Optional.empty();
    }
  }

  private int where(int node, IntPredicate returnValue, Map<Integer, Integer> done) {
    if (Diagrams.isLeaf(node)) {
      return returnValue.test(diagrams.value(node)) ? Diagrams.TRUE : Diagrams.FALSE;
    }
    Integer found = done.get(node);
    if (found == null) {
      found =
          diagrams.node(
              diagrams.variable(node),
              where(diagrams.low(node), returnValue, done),
              where(diagrams.high(node), returnValue, done));
      done.put(node, found);
    }
    return found;
  }

  /** {@return the arguments that still make a difference, from 0; 6 is the instruction pointer} */
  public Set<Integer> tested() {
    Set<Integer> tested = new HashSet<>();
    collect(root, new HashSet<>(), tested);
    return tested;
  }

  private void collect(int node, Set<Integer> seen, Set<Integer> tested) {
    if (!Diagrams.isLeaf(node) && seen.add(node)) {
      tested.add(diagrams.variable(node) >>> 6);
      collect(diagrams.low(node), seen, tested);
      collect(diagrams.high(node), seen, tested);
    }
  }

  /** What is left of a diagram when the known arguments are put in. */
  private final class Cofactor {
    private final Map<Integer, Integer> done = new HashMap<>();

    int of(int node) {
      if (Diagrams.isLeaf(node)) {
        return node;
      }
      Integer found = done.get(node);
      if (found == null) {
        int variable = diagrams.variable(node);
        int argument = variable >>> 6;
        boolean isKnown = argument < known.size() && known.get(argument).isPresent();
        if (isKnown) {
          long value = known.get(argument).getAsLong();
          boolean one = (value >>> (63 - (variable & 63)) & 1) == 1;
          found = of(one ? diagrams.high(node) : diagrams.low(node));
        } else {
          found = diagrams.node(variable, of(diagrams.low(node)), of(diagrams.high(node)));
        }
        done.put(node, found);
      }
      return found;
    }
  }
}
