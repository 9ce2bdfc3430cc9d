package callgate.decision;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import java.util.ArrayList;
import java.util.List;

/** Puts conditions together without needless nesting. */
final class Formula {
  /** What never holds. */
  static final Condition NEVER = new Condition.Any(List.of());

  private Formula() {}

  static Condition all(Condition... parts) {
    return all(List.of(parts));
  }

  static Condition all(List<Condition> parts) {
    List<Condition> flat = new ArrayList<>();
    for (Condition part : parts) {
      if (part.equals(NEVER)) {
        return NEVER;
      }
      if (part instanceof Condition.All(var inner)) {
        flat.addAll(inner);
      } else {
        flat.add(part);
      }
    }
    return flat.size() == 1 ? flat.getFirst() : new Condition.All(flat);
  }

  static Condition any(List<Condition> parts) {
    List<Condition> flat = new ArrayList<>();
    for (Condition part : parts) {
      if (part.equals(Condition.ALWAYS)) {
        return Condition.ALWAYS;
      }
      if (part instanceof Condition.Any(var inner)) {
        flat.addAll(inner);
      } else {
        flat.add(part);
      }
    }
    return flat.size() == 1 ? flat.getFirst() : new Condition.Any(flat);
  }

  /** {@return the condition that holds when another does not, without {@code Not}} */
  static Condition not(Condition condition) {
    if (condition instanceof Condition.All(var parts)) {
      return any(parts.stream().map(Formula::not).toList());
    }
    if (condition instanceof Condition.Any(var parts)) {
      return all(parts.stream().map(Formula::not).toList());
    }
    if (condition instanceof Condition.Not(var part)) {
      return part;
    }
    Test test = (Test) condition;
    return new Test(test.argument(), opposite(test.op()), test.value(), test.mask(), test.width());
  }

  private static Op opposite(Op op) {
    return switch (op) {
      case EQ -> Op.NE;
      case NE -> Op.EQ;
      case LT -> Op.GE;
      case GE -> Op.LT;
      case GT -> Op.LE;
      case LE -> Op.GT;
    };
  }
}
