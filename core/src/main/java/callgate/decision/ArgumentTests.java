package callgate.decision;

import callgate.decision.Bits.Cube;
import callgate.decision.Cover.Piece;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds short conditions on one argument: values, ranges and masks, what fulfils the condition or
 * what doesn't, or a range or mask with exceptions.
 */
final class ArgumentTests {
  /** More runs than this are no list that anybody would read. */
  private static final int MOST_RUNS = 2048;

  private static final int MOST_CUBES = 48;
  private static final int MOST_NESTED = 3;
  private static final long LOW = 0xffffffffL;
  private static final long SMALL = 4096;

  private final Diagrams diagrams;
  private final int argument;
  private final Bits bits;
  private final Cover cover;

  ArgumentTests(Diagrams diagrams, int argument) {
    this.diagrams = diagrams;
    this.argument = argument;
    this.bits = new Bits(diagrams, argument);
    this.cover = new Cover(diagrams);
  }

  /**
   * {@return a short condition that holds where {@code lower} does and nowhere where {@code upper}
   * doesn't; null when none is found}
   *
   * @param lower tests only this argument and implies {@code upper}
   * @param upper tests only this argument
   */
  @Nullable Candidate between(int lower, int upper) {
    return between(lower, upper, 0);
  }

  private @Nullable Candidate between(int lower, int upper, int depth) {
    if (lower == Diagrams.FALSE) {
      return Candidate.of(Formula.NEVER);
    }
    if (upper == Diagrams.TRUE) {
      return Candidate.of(Condition.ALWAYS);
    }
    Domain domain = domain(lower, upper);
    int notLower = diagrams.not(lower);
    int notUpper = diagrams.not(upper);
    List<Piece> runs = runs(lower, upper, domain, domain.whole());
    List<Piece> gaps = runs(notUpper, notLower, domain, domain.whole());
    Candidate best = Candidate.cheaper(any(runs), not(any(gaps)));
    if (isShort(best)) {
      return best;
    }
    best = Candidate.cheaper(best, masked(lower, upper, domain, runs, best));
    best = Candidate.cheaper(best, not(masked(notUpper, notLower, domain, gaps, best)));
    if (isShort(best) || depth == MOST_NESTED) {
      return best;
    }
    best = Candidate.cheaper(best, hulls(lower, upper, domain, depth));
    return Candidate.cheaper(best, not(hulls(notUpper, notLower, domain, depth)));
  }

  private static boolean isShort(@Nullable Candidate candidate) {
    return candidate != null && candidate.cost() <= 2 * Effort.PLAIN;
  }

  private static @Nullable Candidate any(@Nullable List<Piece> pieces) {
    return pieces == null ? null : Cover.any(pieces);
  }

  private static @Nullable Candidate not(@Nullable Candidate candidate) {
    return candidate == null ? null : candidate.not();
  }

  /**
   * What values there are.
   *
   * @param width how many low bits of the argument count: 32 or 64
   * @param support the bits that matter
   */
  private record Domain(int width, long support) {
    long whole() {
      return width == 32 ? LOW : -1;
    }
  }

  private Domain domain(int lower, int upper) {
    long support = bits.support(lower) | bits.support(upper);
    boolean low = support >>> 32 == 0 && argument != Test.INSTRUCTION_POINTER;
    return new Domain(low ? 32 : 64, support);
  }

  /**
   * {@return the cheapest list of tests one of which holds, some of them masked}
   *
   * @param runs a test for each run; null when there are too many
   * @param known what was found so far
   */
  private @Nullable Candidate masked(
      int lower, int upper, Domain domain, @Nullable List<Piece> runs, @Nullable Candidate known) {
    Candidate best =
        domain.support == domain.whole() ? null : any(runs(lower, upper, domain, domain.support));
    Candidate cheapest = Candidate.cheaper(known, best);
    int budget = cheapest == null ? Integer.MAX_VALUE : 2 * cheapest.cost();
    List<Piece> cubes = cubes(lower, upper, budget);
    if (cubes == null) {
      return best;
    }
    Comparator<Piece> cheapFirst =
        (a, b) -> Integer.compare(a.candidate().cost(), b.candidate().cost());
    cubes = cover.withoutNeedless(cubes, lower, cheapFirst.reversed());
    best = Candidate.cheaper(best, Cover.any(cubes));
    if (runs != null && runs.size() <= MOST_CUBES) {
      List<Piece> both = new ArrayList<>(cubes);
      both.addAll(runs);
      best = Candidate.cheaper(best, Cover.any(cover.withoutNeedless(both, lower, cheapFirst)));
      best =
          Candidate.cheaper(
              best, Cover.any(cover.withoutNeedless(both, lower, cheapFirst.reversed())));
    }
    return best;
  }

  /** {@return a test for each run of {@code upper} that {@code lower} needs} */
  private @Nullable List<Piece> runs(int lower, int upper, Domain domain, long mask) {
    Runs inner = Runs.of(diagrams, argument, lower, domain.width, mask, MOST_RUNS);
    Runs outer = Runs.of(diagrams, argument, upper, domain.width, mask, MOST_RUNS);
    if (inner == null || outer == null) {
      return null;
    }
    List<Piece> pieces = new ArrayList<>();
    int next = 0;
    for (int run = 0; run < outer.size(); run++) {
      int from = next;
      while (next < inner.size() && Long.compareUnsigned(inner.last(next), outer.last(run)) <= 0) {
        next++;
      }
      if (next > from) {
        pieces.add(
            piece(
                range(
                    inner.first(from),
                    inner.last(next - 1),
                    outer.startsAtBottom(run),
                    outer.endsAtTop(run),
                    mask)));
      }
    }
    return pieces;
  }

  /**
   * {@return a test for the values from first to last}
   *
   * @param down whether all smaller values may fulfil it as well
   * @param up whether all larger values may fulfil it as well
   */
  private Condition range(long first, long last, boolean down, boolean up, long mask) {
    if (down && up) {
      return Condition.ALWAYS;
    }
    if (first == last) {
      return test(Op.EQ, first, mask);
    }
    if (down) {
      long top = next(last, mask);
      return top == mask ? test(Op.NE, top, mask) : atMost(last, mask);
    }
    if (up) {
      return first == next(0, mask) ? test(Op.NE, 0, mask) : atLeast(first, mask);
    }
    return next(first, mask) == last
        ? Formula.any(List.of(test(Op.EQ, first, mask), test(Op.EQ, last, mask)))
        : Formula.all(atLeast(first, mask), atMost(last, mask));
  }

  private Test atMost(long value, long mask) {
    long above = next(value, mask);
    return isRounder(above, value) ? test(Op.LT, above, mask) : test(Op.LE, value, mask);
  }

  private Test atLeast(long value, long mask) {
    long below = (value - 1) & mask;
    return isRounder(below, value) ? test(Op.GT, below, mask) : test(Op.GE, value, mask);
  }

  /** Of two large neighbours, that with fewer bits is easier to read, and what an author wrote. */
  private static boolean isRounder(long value, long other) {
    return Long.compareUnsigned(value, SMALL) > 0 && Long.bitCount(value) < Long.bitCount(other);
  }

  /** {@return the smallest value under a mask that is above another} */
  private static long next(long value, long mask) {
    return ((value | ~mask) + 1) & mask;
  }

  /**
   * {@return masked comparisons that cover {@code lower}; null when it takes too many or costs more
   * than {@code budget}}
   */
  private @Nullable List<Piece> cubes(int lower, int upper, int budget) {
    List<Piece> pieces = new ArrayList<>();
    int missing = lower;
    int cost = 0;
    while (missing != Diagrams.FALSE) {
      if (pieces.size() == MOST_CUBES || cost > budget) {
        return null;
      }
      Cube path = bits.path(missing);
      Piece up = cube(widened(path, upper, false));
      Piece down = cube(widened(path, upper, true));
      int missingUp = diagrams.and(missing, diagrams.not(up.node()));
      int missingDown = diagrams.and(missing, diagrams.not(down.node()));
      boolean takeUp = up.candidate().cost() <= down.candidate().cost();
      pieces.add(takeUp ? up : down);
      cost += pieces.getLast().candidate().cost();
      missing = takeUp ? missingUp : missingDown;
    }
    return pieces;
  }

  /** {@return a cube with as few bits as {@code upper} allows} */
  private Cube widened(Cube cube, int upper, boolean fromTop) {
    Cube wide = cube;
    for (int i = 0; i < 64; i++) {
      long bit = fromTop ? Long.MIN_VALUE >>> i : 1L << i;
      if ((wide.mask() & bit) != 0 && bits.covers(upper, wide.without(bit))) {
        wide = wide.without(bit);
      }
    }
    return wide;
  }

  private Piece cube(Cube cube) {
    return piece(test(Op.EQ, cube.value(), cube.mask()));
  }

  /** {@return the cheapest range or mask around the values, with conditions within it} */
  private @Nullable Candidate hulls(int lower, int upper, Domain domain, int depth) {
    Candidate best = rangeHull(lower, upper, domain, domain.whole());
    if (domain.support != domain.whole()) {
      best = Candidate.cheaper(best, rangeHull(lower, upper, domain, domain.support));
    }
    Cube hull = bits.hull(lower);
    if (hull.mask() == 0) {
      return best;
    }
    Candidate within = between(bits.within(lower, hull), bits.within(upper, hull), depth + 1);
    return within == null
        ? best
        : Candidate.cheaper(
            best,
            Candidate.of(Formula.all(test(Op.EQ, hull.value(), hull.mask()), within.condition())));
  }

  private @Nullable Candidate rangeHull(int lower, int upper, Domain domain, long mask) {
    Runs runs = Runs.of(diagrams, argument, lower, domain.width, mask, MOST_RUNS);
    if (runs == null || runs.size() < 2) {
      return null;
    }
    int last = runs.size() - 1;
    Condition hull =
        range(runs.first(0), runs.last(last), runs.startsAtBottom(0), runs.endsAtTop(last), mask);
    if (hull.equals(Condition.ALWAYS)) {
      return null;
    }
    int inside = piece(hull).node();
    int excluded = diagrams.and(inside, diagrams.not(upper));
    int notLower = diagrams.not(lower);
    Domain domainOfHoles = domain(excluded, notLower);
    List<Piece> gaps = runs(excluded, notLower, domainOfHoles, domainOfHoles.whole());
    Candidate holes = any(gaps);
    if (!isShort(holes)) {
      holes = Candidate.cheaper(holes, masked(excluded, notLower, domainOfHoles, gaps, holes));
    }
    return holes == null ? null : Candidate.of(Formula.all(hull, holes.not().condition()));
  }

  private Piece piece(Condition condition) {
    return new Piece(Candidate.of(condition), Widths.diagram(diagrams, condition));
  }

  private Test test(Op op, long value, long mask) {
    boolean low = (mask & ~LOW) == 0 && argument != Test.INSTRUCTION_POINTER;
    boolean whole = mask == (low ? LOW : -1);
    return new Test(argument, op, value, whole ? -1 : mask, low ? Width.BITS_32 : Width.BITS_64);
  }
}
