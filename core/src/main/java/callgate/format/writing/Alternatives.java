package callgate.format.writing;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Brings a condition into the form that most formats have: an OR of ANDs of tests.
 *
 * @param all the ANDs; one without tests always holds, and where there is none it never holds
 * @param exact whether this is the condition, not only near it
 */
public record Alternatives(List<List<ArgumentTest>> all, boolean exact) {
  /** More alternatives for one condition are no policy that anybody wants. */
  private static final int MAX = 512;

  static final List<ArgumentTest> TRUE = List.of();

  public Alternatives {
    all = List.copyOf(all);
  }

  /** Where a part of a condition can't be said: what stands in for it. */
  enum Rounding {
    /** Nothing: the alternatives hold for fewer calls. */
    DOWN,
    /** Everything: the alternatives hold for more calls. */
    UP
  }

  /**
   * {@return the alternatives that a condition consists of, in the words of a dialect}
   *
   * @param narrow whether all arguments have 32 bits only
   */
  static Alternatives of(
      Condition condition,
      ToIntFunction<Test> bits,
      boolean narrow,
      Dialect dialect,
      Rounding rounding) {
    Finder finder = new Finder(bits, narrow, rounding);
    Wording wording = new Wording(dialect, rounding);
    try {
      Set<List<ArgumentTest>> all = new LinkedHashSet<>();
      for (List<ArgumentTest> tests : finder.of(condition, false)) {
        all.addAll(wording.of(tests));
        check(all.size());
      }
      return new Alternatives(
          all.contains(TRUE) ? List.of(TRUE) : List.copyOf(all), finder.exact() && wording.exact());
    } catch (TooMany e) {
      return new Alternatives(rounding == Rounding.UP ? List.of(TRUE) : List.of(), false);
    }
  }

  private static void check(int size) throws TooMany {
    if (size > MAX) {
      throw new TooMany();
    }
  }

  private static final class TooMany extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Multiplies a condition out. */
  private static final class Finder {
    private final ToIntFunction<Test> bits;
    private final boolean narrow;
    private final Rounding rounding;
    private boolean exact = true;

    Finder(ToIntFunction<Test> bits, boolean narrow, Rounding rounding) {
      this.bits = bits;
      this.narrow = narrow;
      this.rounding = rounding;
    }

    boolean exact() {
      return exact;
    }

    List<List<ArgumentTest>> of(Condition condition, boolean negated) throws TooMany {
      return switch (condition) {
        case Condition.Not(var part) -> of(part, !negated);
        case Condition.All(var parts) -> negated ? any(parts, true) : all(parts, false);
        case Condition.Any(var parts) -> negated ? all(parts, true) : any(parts, false);
        case Test test -> test(test, negated);
      };
    }

    private List<List<ArgumentTest>> any(List<Condition> parts, boolean negated) throws TooMany {
      List<List<ArgumentTest>> any = new ArrayList<>();
      for (Condition part : parts) {
        any.addAll(of(part, negated));
        check(any.size());
      }
      return any;
    }

    private List<List<ArgumentTest>> all(List<Condition> parts, boolean negated) throws TooMany {
      List<List<ArgumentTest>> all = List.of(TRUE);
      for (Condition part : parts) {
        Set<List<ArgumentTest>> joined = new LinkedHashSet<>();
        List<List<ArgumentTest>> others = of(part, negated);
        for (List<ArgumentTest> one : all) {
          for (List<ArgumentTest> other : others) {
            join(one, other, joined);
            check(joined.size());
          }
        }
        all = List.copyOf(joined);
      }
      return all;
    }

    /** Adds the AND of two ANDs, unless it never holds. */
    private static void join(
        List<ArgumentTest> left, List<ArgumentTest> right, Set<List<ArgumentTest>> results) {
      List<ArgumentTest> tests = new ArrayList<>(left);
      for (ArgumentTest added : right) {
        boolean implied = false;
        for (int i = tests.size() - 1; i >= 0; i--) {
          ArgumentTest old = tests.get(i);
          if (old.excludes(added)) {
            return;
          }
          if (old.implies(added)) {
            implied = true;
          } else if (added.implies(old)) {
            tests.remove(i);
          }
        }
        if (!implied) {
          tests.add(added);
        }
      }
      tests.sort(Comparator.comparingInt(ArgumentTest::argument));
      results.add(List.copyOf(tests));
    }

    private List<List<ArgumentTest>> test(Test test, boolean negated) {
      int width = test.argument() == Test.INSTRUCTION_POINTER ? 0 : bits.applyAsInt(test);
      if (width == 0) {
        exact = false;
        return rounding == Rounding.UP ? List.of(TRUE) : List.of();
      }
      Op op = negated ? opposite(test.op()) : test.op();
      // The upper half of what has 32 bits is taken for 0, so that all 64 may be compared.
      long counted = width == 64 && !narrow ? -1 : 0xffffffffL;
      long mask = test.mask() & counted;
      long value = test.value() & counted;
      if (mask == 0) {
        return op.holds(0, value) ? List.of(TRUE) : List.of();
      }
      if ((value & ~mask) != 0 && (op == Op.EQ || op == Op.NE)) {
        return op == Op.NE ? List.of(TRUE) : List.of();
      }
      return List.of(
          List.of(
              new ArgumentTest(test.argument(), op, value, mask == counted ? -1 : mask, width)));
    }

    private static Op opposite(Op op) {
      return switch (op) {
        case EQ -> Op.NE;
        case NE -> Op.EQ;
        case LT -> Op.GE;
        case LE -> Op.GT;
        case GT -> Op.LE;
        case GE -> Op.LT;
      };
    }
  }
}
