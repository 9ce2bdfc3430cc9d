package callgate.format.oci;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Brings a condition into the form of a profile: an OR of entries, each of which tests every
 * argument at most once.
 */
final class OciConditions {
  /** More entries for one condition are no profile that anybody wants. */
  private static final int MAX_ENTRIES = 512;

  private final ToIntFunction<Test> bits;

  /**
   * @param bits how many bits a test compares where arguments have 64
   */
  private OciConditions(ToIntFunction<Test> bits) {
    this.bits = bits;
  }

  /** The condition has no such form, or too large a one. */
  private static final class Unsayable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * What an entry says of an argument.
   *
   * @param mask -1 for none, or for equality
   */
  record Value(Op op, long value, long mask) {
    Optional<Cube> cube() {
      return op == Op.EQ ? Optional.of(new Cube(mask, value)) : Optional.empty();
    }

    List<Cube> cubes() {
      return Cube.of(op, value, mask);
    }

    static Value of(Cube cube) {
      return new Value(Op.EQ, cube.value(), cube.mask());
    }
  }

  /**
   * {@return the entries that a condition needs: an empty one tests nothing, and no entry at all
   * never holds; or nothing when a profile can't say it}
   */
  static Optional<List<Map<Integer, Value>>> entries(
      Condition condition, ToIntFunction<Test> bits) {
    try {
      Set<Map<Integer, Value>> entries =
          new LinkedHashSet<>(new OciConditions(bits).of(condition, false));
      return Optional.of(entries.contains(Map.of()) ? List.of(Map.of()) : List.copyOf(entries));
    } catch (Unsayable e) {
      return Optional.empty();
    }
  }

  private List<Map<Integer, Value>> of(Condition condition, boolean negated) throws Unsayable {
    return switch (condition) {
      case Condition.Not(var part) -> of(part, !negated);
      case Condition.All(var parts) -> negated ? any(parts, true) : all(parts, false);
      case Condition.Any(var parts) -> negated ? all(parts, true) : any(parts, false);
      case Test test -> test(test, negated);
    };
  }

  private List<Map<Integer, Value>> any(List<Condition> parts, boolean negated) throws Unsayable {
    List<Map<Integer, Value>> entries = new ArrayList<>();
    for (Condition part : parts) {
      entries.addAll(of(part, negated));
      check(entries.size());
    }
    return entries;
  }

  private List<Map<Integer, Value>> all(List<Condition> parts, boolean negated) throws Unsayable {
    List<Map<Integer, Value>> entries = List.of(Map.of());
    for (Condition part : parts) {
      Set<Map<Integer, Value>> joined = new LinkedHashSet<>();
      List<Map<Integer, Value>> others = of(part, negated);
      for (Map<Integer, Value> entry : entries) {
        for (Map<Integer, Value> other : others) {
          joined.addAll(join(entry, other));
          check(joined.size());
        }
      }
      entries = List.copyOf(joined);
    }
    return entries;
  }

  private static void check(int size) throws Unsayable {
    if (size > MAX_ENTRIES) {
      throw new Unsayable();
    }
  }

  /** {@return the entries for calls that two entries match} */
  private static List<Map<Integer, Value>> join(Map<Integer, Value> left, Map<Integer, Value> right)
      throws Unsayable {
    List<Map<Integer, Value>> joined = List.of(left);
    for (Map.Entry<Integer, Value> test : right.entrySet()) {
      List<Map<Integer, Value>> next = new ArrayList<>();
      for (Map<Integer, Value> entry : joined) {
        for (Value value : joined(entry, test)) {
          Map<Integer, Value> changed = new TreeMap<>(entry);
          if (value.mask() == 0) {
            changed.remove(test.getKey());
          } else {
            changed.put(test.getKey(), value);
          }
          next.add(changed);
        }
      }
      check(next.size());
      joined = next;
    }
    return joined;
  }

  private static List<Value> joined(Map<Integer, Value> entry, Map.Entry<Integer, Value> test) {
    Value old = entry.get(test.getKey());
    if (old == null || old.equals(test.getValue())) {
      return List.of(test.getValue());
    }
    List<Value> values = new ArrayList<>();
    for (Cube left : old.cubes()) {
      for (Cube right : test.getValue().cubes()) {
        left.and(right).map(Value::of).ifPresent(values::add);
      }
    }
    return values;
  }

  private List<Map<Integer, Value>> test(Test test, boolean negated) throws Unsayable {
    if (test.argument() == Test.INSTRUCTION_POINTER) {
      throw new Unsayable();
    }
    Op op = negated ? opposite(test.op()) : test.op();
    boolean wide = bits.applyAsInt(test) == 64;
    long counted = wide ? -1 : 0xffffffffL;
    long mask = test.mask() & counted;
    long value = test.value() & counted;
    List<Value> values =
        mask == -1
            ? List.of(new Value(op, value, -1))
            : Cube.of(op, value, mask).stream().map(Value::of).toList();
    List<Map<Integer, Value>> entries = new ArrayList<>();
    for (Value one : values) {
      entries.add(one.mask() == 0 ? Map.of() : Map.of(test.argument(), one));
    }
    return entries;
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
