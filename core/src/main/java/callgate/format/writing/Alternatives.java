package callgate.format.writing;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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

  private static final List<ArgumentTest> TRUE = List.of();

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

  /** {@return the alternatives that a condition consists of, in the words of a dialect} */
  static Alternatives of(
      Condition condition, ToIntFunction<Test> bits, Dialect dialect, Rounding rounding) {
    Finder finder = new Finder(bits, dialect, rounding);
    try {
      Set<List<ArgumentTest>> all = new LinkedHashSet<>(finder.of(condition, false));
      return new Alternatives(
          all.contains(TRUE) ? List.of(TRUE) : List.copyOf(all), !finder.rounded);
    } catch (TooMany e) {
      return new Alternatives(rounding == Rounding.UP ? List.of(TRUE) : List.of(), false);
    }
  }

  private static final class TooMany extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class Finder {
    private final ToIntFunction<Test> bits;
    private final Dialect dialect;
    private final Rounding rounding;
    private boolean rounded;

    Finder(ToIntFunction<Test> bits, Dialect dialect, Rounding rounding) {
      this.bits = bits;
      this.dialect = dialect;
      this.rounding = rounding;
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
            joined.addAll(join(one, other));
            check(joined.size());
          }
        }
        all = List.copyOf(joined);
      }
      return all;
    }

    private static void check(int size) throws TooMany {
      if (size > MAX) {
        throw new TooMany();
      }
    }

    private List<List<ArgumentTest>> join(List<ArgumentTest> left, List<ArgumentTest> right)
        throws TooMany {
      List<List<ArgumentTest>> joined = List.of(left);
      for (ArgumentTest test : right) {
        List<List<ArgumentTest>> next = new ArrayList<>();
        for (List<ArgumentTest> one : joined) {
          add(one, test, next);
        }
        check(next.size());
        joined = next;
      }
      return joined;
    }

    /** Adds what an AND is with one test more: an OR of some, as where they are contradictory. */
    private void add(
        List<ArgumentTest> tests, ArgumentTest added, List<List<ArgumentTest>> results) {
      for (int i = 0; i < tests.size(); i++) {
        ArgumentTest old = tests.get(i);
        if (old.argument() == added.argument()) {
          Optional<List<ArgumentTest>> both = both(old, added);
          if (both.isPresent()) {
            List<ArgumentTest> others = new ArrayList<>(tests);
            others.remove(i);
            for (ArgumentTest joined : both.get()) {
              add(others, joined, results);
            }
            return;
          }
        }
      }
      List<ArgumentTest> all = new ArrayList<>(tests);
      all.add(added);
      all.sort(Comparator.comparingInt(ArgumentTest::argument));
      results.add(List.copyOf(all));
    }

    /** {@return an OR of single tests that two of one argument are; empty to keep the two} */
    private Optional<List<ArgumentTest>> both(ArgumentTest a, ArgumentTest b) {
      if (a.equals(b)) {
        return Optional.of(List.of(a));
      }
      if (a.isValue()) {
        return Optional.of(b.holds(a.value()) ? List.of(a) : List.of());
      }
      if (b.isValue()) {
        return Optional.of(a.holds(b.value()) ? List.of(b) : List.of());
      }
      if (!dialect.oneTestPerArgument() && (a.cube().isEmpty() || b.cube().isEmpty())) {
        return Optional.empty();
      }
      List<ArgumentTest> tests = new ArrayList<>();
      for (Cube left : a.cubes()) {
        for (Cube right : b.cubes()) {
          left.and(right).map(cube -> ArgumentTest.equal(a.argument(), cube)).ifPresent(tests::add);
        }
      }
      List<ArgumentTest> sayable = tests.stream().filter(dialect::says).toList();
      if (sayable.size() == tests.size()) {
        return Optional.of(tests);
      }
      if (!dialect.oneTestPerArgument()) {
        return Optional.empty();
      }
      rounded = true;
      return Optional.of(rounding == Rounding.UP ? List.of(a) : sayable);
    }

    private List<List<ArgumentTest>> test(Test test, boolean negated) {
      if (test.argument() == Test.INSTRUCTION_POINTER) {
        return unsayable();
      }
      Op op = negated ? opposite(test.op()) : test.op();
      int width = bits.applyAsInt(test);
      long counted = width == 64 ? -1 : 0xffffffffL;
      boolean all = (test.mask() & counted) == counted;
      ArgumentTest plain =
          new ArgumentTest(
              test.argument(), op, test.value() & counted, all ? -1 : test.mask() & counted, width);
      if (dialect.says(plain)) {
        return List.of(List.of(plain));
      }
      ArgumentTest wide = plain.wide();
      if (dialect.says(wide)) {
        return List.of(List.of(wide));
      }
      List<List<ArgumentTest>> tests = new ArrayList<>();
      for (Cube cube : plain.cubes()) {
        ArgumentTest equal = ArgumentTest.equal(test.argument(), cube);
        if (cube.mask() == 0) {
          return List.of(TRUE);
        }
        if (dialect.says(equal)) {
          tests.add(List.of(equal));
        } else {
          tests.addAll(unsayable());
        }
      }
      return tests;
    }

    private List<List<ArgumentTest>> unsayable() {
      rounded = true;
      return rounding == Rounding.UP ? List.of(TRUE) : List.of();
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
