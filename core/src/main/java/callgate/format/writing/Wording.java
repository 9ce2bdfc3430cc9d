package callgate.format.writing;

import callgate.format.writing.Alternatives.Rounding;
import callgate.policy.Condition.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Says an AND of tests in the words of a dialect, where need be as an OR of several. */
final class Wording {
  /** As many values are listed where a range can't be said. */
  private static final int FEW = 32;

  private final Dialect dialect;
  private final Rounding rounding;
  private boolean exact = true;

  Wording(Dialect dialect, Rounding rounding) {
    this.dialect = dialect;
    this.rounding = rounding;
  }

  /** {@return whether all was said exactly so far} */
  boolean exact() {
    return exact;
  }

  /** {@return an OR of ANDs that the dialect can say; none when the AND never holds} */
  List<List<ArgumentTest>> of(List<ArgumentTest> tests) {
    Map<Integer, List<ArgumentTest>> byArgument = new TreeMap<>();
    tests.forEach(t -> byArgument.computeIfAbsent(t.argument(), _ -> new ArrayList<>()).add(t));
    List<List<ArgumentTest>> all = List.of(Alternatives.TRUE);
    for (List<ArgumentTest> ofOne : byArgument.values()) {
      List<List<ArgumentTest>> next = new ArrayList<>();
      List<List<ArgumentTest>> said = ofOneArgument(ofOne);
      for (List<ArgumentTest> left : all) {
        for (List<ArgumentTest> right : said) {
          List<ArgumentTest> joined = new ArrayList<>(left);
          joined.addAll(right);
          next.add(joined);
        }
      }
      all = next;
    }
    return all;
  }

  private List<List<ArgumentTest>> ofOneArgument(List<ArgumentTest> tests) {
    boolean fits = tests.size() == 1 || !dialect.oneTestPerArgument();
    if (fits && tests.stream().allMatch(dialect::says)) {
      return List.of(tests);
    }
    List<ArgumentTest> wide = tests.stream().map(ArgumentTest::wide).toList();
    if (fits && wide.stream().allMatch(dialect::says)) {
      return List.of(wide);
    }
    int bits = tests.getFirst().bits();
    boolean ordered = tests.stream().allMatch(t -> !t.isMasked() && t.bits() == bits);
    return ordered ? intervals(tests, bits) : cubes(tests);
  }

  private List<List<ArgumentTest>> intervals(List<ArgumentTest> tests, int bits) {
    int argument = tests.getFirst().argument();
    List<List<ArgumentTest>> said = new ArrayList<>();
    for (Interval interval : Interval.of(tests, bits)) {
      List<ArgumentTest> whole = interval.tests(argument);
      boolean asWhole = whole.size() <= 1 && whole.stream().allMatch(dialect::says);
      List<ArgumentTest> blocks =
          interval.blocks(bits).stream().map(cube -> ArgumentTest.equal(argument, cube)).toList();
      boolean inBlocks = blocks.stream().allMatch(b -> b.mask() == 0 || dialect.says(b));
      if (bits == 64 && asWhole) {
        said.add(whole);
      } else if (!inBlocks && bits == 64 && interval.isShort()) {
        interval.values().forEach(cube -> add(ArgumentTest.equal(argument, cube), said));
      } else if (!inBlocks && bits == 32 && rounding == Rounding.DOWN) {
        // Where the upper half is 0, as programs have it.
        exact = false;
        if (asWhole) {
          said.add(whole);
        } else if (interval.isShort()) {
          interval.values().forEach(cube -> add(ArgumentTest.equal(argument, cube), said));
        }
      } else {
        blocks.forEach(block -> add(block, said));
      }
    }
    return said;
  }

  private List<List<ArgumentTest>> cubes(List<ArgumentTest> tests) {
    List<Cube> all = List.of(Cube.ALL);
    for (ArgumentTest test : tests) {
      List<Cube> next = new ArrayList<>();
      for (Cube left : all) {
        for (Cube right : test.cubes()) {
          left.and(right).ifPresent(next::add);
        }
      }
      all = next;
    }
    List<List<ArgumentTest>> said = new ArrayList<>();
    all.forEach(cube -> add(ArgumentTest.equal(tests.getFirst().argument(), cube), said));
    return said;
  }

  private void add(ArgumentTest equal, List<List<ArgumentTest>> said) {
    if (equal.mask() == 0) {
      said.add(Alternatives.TRUE);
    } else if (dialect.says(equal)) {
      said.add(List.of(equal));
    } else {
      exact = false;
      if (rounding == Rounding.UP) {
        said.add(Alternatives.TRUE);
      }
    }
  }

  /**
   * Numbers of 32 or 64 bits from one to another, unsigned.
   *
   * @param last inclusive
   */
  private record Interval(long first, long last) {
    /** {@return the numbers for which all tests hold, in order} */
    static List<Interval> of(List<ArgumentTest> tests, int bits) {
      List<Interval> all = List.of(new Interval(0, bits == 64 ? -1 : 0xffffffffL));
      for (ArgumentTest test : tests) {
        List<Interval> next = new ArrayList<>();
        for (Interval interval : all) {
          interval.add(test.op(), test.value(), next);
        }
        all = next;
      }
      return all;
    }

    private void add(Op op, long value, List<Interval> results) {
      switch (op) {
        case EQ -> addBetween(value, value, results);
        case NE -> {
          addBelow(value, results);
          addAbove(value, results);
        }
        case LT -> addBelow(value, results);
        case LE -> addBetween(0, value, results);
        case GT -> addAbove(value, results);
        case GE -> addBetween(value, -1, results);
      }
    }

    private void addBelow(long value, List<Interval> results) {
      if (value != 0) {
        addBetween(0, value - 1, results);
      }
    }

    private void addAbove(long value, List<Interval> results) {
      if (value != -1) {
        addBetween(value + 1, -1, results);
      }
    }

    private void addBetween(long from, long to, List<Interval> results) {
      long low = Long.compareUnsigned(from, first) > 0 ? from : first;
      long high = Long.compareUnsigned(to, last) < 0 ? to : last;
      if (Long.compareUnsigned(low, high) <= 0) {
        results.add(new Interval(low, high));
      }
    }

    /** {@return tests of 64 bits that all hold for these numbers only} */
    List<ArgumentTest> tests(int argument) {
      if (first == last) {
        return List.of(new ArgumentTest(argument, Op.EQ, first, -1, 64));
      }
      List<ArgumentTest> tests = new ArrayList<>();
      if (first != 0) {
        tests.add(new ArgumentTest(argument, Op.GT, first - 1, -1, 64));
      }
      if (last != -1) {
        tests.add(new ArgumentTest(argument, Op.LT, last + 1, -1, 64));
      }
      return tests;
    }

    /** {@return whether these are few enough to be listed} */
    boolean isShort() {
      return last - first >= 0 && last - first < FEW;
    }

    /** {@return each of these numbers by itself} */
    List<Cube> values() {
      List<Cube> values = new ArrayList<>();
      for (long i = 0; i <= last - first; i++) {
        values.add(new Cube(-1, first + i));
      }
      return values;
    }

    /** {@return these numbers as blocks of a power of two, of which only high bits are given} */
    List<Cube> blocks(int bits) {
      List<Cube> blocks = new ArrayList<>();
      long counted = bits == 64 ? -1 : 0xffffffffL;
      long start = first;
      while (true) {
        int size = start == 0 ? bits : Long.numberOfTrailingZeros(start);
        while (size > 0 && Long.compareUnsigned(start + low(size), last) > 0) {
          size--;
        }
        blocks.add(new Cube(counted & ~low(size), start));
        long end = start + low(size);
        if (end == last) {
          return blocks;
        }
        start = end + 1;
      }
    }

    private static long low(int bits) {
      return bits == 64 ? -1 : (1L << bits) - 1;
    }
  }
}
