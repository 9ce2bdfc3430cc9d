package callgate.decision;

import callgate.decision.ArgumentSplit.Part;
import callgate.decision.Cover.Piece;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds a short condition for a diagram. All tests that it makes are of 32 or 64 bits.
 *
 * <p>Divides the values of the first argument by what they ask of the others, finds a condition on
 * the others for each part, the most demanding first, and lets it hold for as many values of the
 * first argument as it may: those that don't matter make the test of the first argument shorter, or
 * needless. Both the diagram and its complement are tried.
 */
final class ShortCondition {
  /** More parts than this and the first argument is divided bit by bit. */
  private static final int MOST_PARTS = 48;

  /** A condition with more tests than this helps nobody, and takes too long to find. */
  private static final int MOST_COST = 40_000;

  private final Diagrams diagrams;
  private final Map<Long, Candidate> known = new HashMap<>();
  private final Cover cover;

  ShortCondition(Diagrams diagrams) {
    this.diagrams = diagrams;
    this.cover = new Cover(diagrams);
  }

  /**
   * {@return a short condition that holds exactly where a diagram is TRUE}
   *
   * @throws TooComplex when there is none that anybody would read
   */
  Condition of(int diagram) {
    return between(diagram, diagram).condition();
  }

  /**
   * {@return a short condition that holds wherever {@code lower} is TRUE, and nowhere where {@code
   * upper} is FALSE}
   */
  Candidate between(int lower, int upper) {
    if (lower == Diagrams.FALSE) {
      return Candidate.of(Formula.NEVER);
    }
    if (upper == Diagrams.TRUE) {
      return Candidate.of(Condition.ALWAYS);
    }
    long key = Diagrams.pair(lower, upper);
    Candidate found = known.get(key);
    if (found == null) {
      found = find(lower, upper);
      if (found.cost() > MOST_COST) {
        throw new TooComplex("needs a condition of more than " + MOST_COST / 2 + " tests");
      }
      known.put(key, found);
    }
    return found;
  }

  private Candidate find(int lower, int upper) {
    int top = Math.min(diagrams.variable(lower), diagrams.variable(upper));
    int argument = top >>> 6;
    List<Part> parts = ArgumentSplit.of(diagrams, argument, lower, upper, MOST_PARTS);
    if (parts == null) {
      return bitByBit(top, lower, upper);
    }
    if (parts.stream().allMatch(p -> Diagrams.isLeaf(p.lower()) && Diagrams.isLeaf(p.upper()))) {
      Candidate tests = new ArgumentTests(diagrams, argument).between(lower, upper);
      return tests == null ? bitByBit(top, lower, upper) : tests;
    }
    Candidate plain = products(argument, parts, lower);
    List<Part> inverse =
        parts.stream()
            .map(p -> new Part(p.values(), diagrams.not(p.upper()), diagrams.not(p.lower())))
            .toList();
    Candidate negated = products(argument, inverse, diagrams.not(upper));
    Candidate best = Candidate.cheaper(plain, negated == null ? null : negated.not());
    return best == null ? bitByBit(top, lower, upper) : best;
  }

  /** {@return alternatives of a test of the first argument and a condition on the others} */
  private @Nullable Candidate products(int argument, List<Part> parts, int lower) {
    List<Part> order = new ArrayList<>(parts);
    order.sort((a, b) -> Integer.compare(impliedBy(b, parts), impliedBy(a, parts)));
    int[] missing = order.stream().mapToInt(Part::lower).toArray();
    ArgumentTests tests = new ArgumentTests(diagrams, argument);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < missing.length; i++) {
      if (missing[i] == Diagrams.FALSE) {
        continue;
      }
      Candidate rest = between(missing[i], order.get(i).upper());
      int fulfilled = Widths.diagram(diagrams, rest.condition());
      int needed = Diagrams.FALSE;
      int allowed = Diagrams.FALSE;
      for (int j = 0; j < missing.length; j++) {
        Part part = order.get(j);
        if (implies(fulfilled, part.upper())) {
          allowed = diagrams.or(allowed, part.values());
          if (missing[j] != Diagrams.FALSE && implies(missing[j], fulfilled)) {
            needed = diagrams.or(needed, part.values());
          }
        }
      }
      Candidate first = tests.between(needed, allowed);
      if (first == null) {
        return null;
      }
      Condition both = Formula.all(first.condition(), rest.condition());
      pieces.add(new Piece(Candidate.of(both), Widths.diagram(diagrams, both)));
      int chosen = Widths.diagram(diagrams, first.condition());
      for (int j = 0; j < missing.length; j++) {
        if (implies(order.get(j).values(), chosen)) {
          missing[j] = diagrams.and(missing[j], diagrams.not(fulfilled));
        }
      }
    }
    return Cover.any(
        cover.withoutNeedless(
            pieces, lower, (a, b) -> Integer.compare(b.candidate().cost(), a.candidate().cost())));
  }

  /** {@return how many parts allow all that a part allows} */
  private int impliedBy(Part part, List<Part> parts) {
    int count = 0;
    for (Part other : parts) {
      count += implies(part.upper(), other.upper()) ? 1 : 0;
    }
    return count;
  }

  private boolean implies(int condition, int other) {
    return diagrams.and(condition, diagrams.not(other)) == Diagrams.FALSE;
  }

  /** {@return a test of one bit, and a condition for each of its values: always possible} */
  private Candidate bitByBit(int variable, int lower, int upper) {
    int argument = variable >>> 6;
    long bit = 1L << (63 - (variable & 63));
    boolean low = bit >>> 32 == 0 && argument != Test.INSTRUCTION_POINTER;
    Width width = low ? Width.BITS_32 : Width.BITS_64;
    Test isZero = new Test(argument, Op.EQ, 0, bit, width);
    Candidate zero = between(diagrams.low(lower, variable), diagrams.low(upper, variable));
    Candidate one = between(diagrams.high(lower, variable), diagrams.high(upper, variable));
    return Candidate.of(
        Formula.any(
            List.of(
                Formula.all(isZero, zero.condition()),
                Formula.all(Formula.not(isZero), one.condition()))));
  }
}
