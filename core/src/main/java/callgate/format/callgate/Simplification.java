package callgate.format.callgate;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import java.util.ArrayList;
import java.util.List;

/** Brings a condition into the form that reads best, without changing what it means. */
final class Simplification {
  /** The condition that never holds. */
  static final Condition NEVER = new Condition.Any(List.of());

  private Simplification() {}

  /** {@return an equal condition in which nothing is always or never true unless the whole is} */
  static Condition of(Condition condition) {
    return of(condition, false);
  }

  private static Condition of(Condition condition, boolean negated) {
    if (condition instanceof Condition.Not(var part)) {
      return of(part, !negated);
    }
    if (condition instanceof Condition.All(var parts)) {
      return join(parts, !negated, negated);
    }
    if (condition instanceof Condition.Any(var parts)) {
      return join(parts, negated, negated);
    }
    return negated ? opposite((Test) condition) : condition;
  }

  /**
   * {@return the parts joined by AND or by OR, flattened}
   *
   * @param all whether by AND
   */
  private static Condition join(List<Condition> parts, boolean all, boolean negated) {
    Condition neutral = all ? Condition.ALWAYS : NEVER;
    Condition decisive = all ? NEVER : Condition.ALWAYS;
    List<Condition> joined = new ArrayList<>();
    for (Condition part : parts) {
      Condition simple = of(part, negated);
      if (simple.equals(decisive)) {
        return decisive;
      }
      for (Condition piece : pieces(simple, all)) {
        if (!piece.equals(neutral) && !joined.contains(piece)) {
          joined.add(piece);
        }
      }
    }
    if (joined.size() == 1) {
      return joined.getFirst();
    }
    return all ? new Condition.All(joined) : new Condition.Any(joined);
  }

  private static List<Condition> pieces(Condition condition, boolean all) {
    if (all && condition instanceof Condition.All(var parts) && !parts.isEmpty()) {
      return parts;
    }
    return !all && condition instanceof Condition.Any(var parts) && !parts.isEmpty()
        ? parts
        : List.of(condition);
  }

  private static Test opposite(Test test) {
    Op op =
        switch (test.op()) {
          case EQ -> Op.NE;
          case NE -> Op.EQ;
          case LT -> Op.GE;
          case LE -> Op.GT;
          case GT -> Op.LE;
          case GE -> Op.LT;
        };
    return new Test(test.argument(), op, test.value(), test.mask(), test.width());
  }
}
