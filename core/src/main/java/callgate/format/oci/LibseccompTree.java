package callgate.format.oci;

import callgate.format.oci.OciProfile.Argument;
import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree in which libseccomp keeps the conditional rules of one call (src/db.c, _db_rule_gen_64,
 * _db_rule_gen_32, _db_tree_add): each level is a list of comparisons of 32-bit words, sorted by
 * argument, word, comparison and value, and a comparison leads to an action or to a further level.
 * A call that gets no action behind a comparison goes on to the next of the list. So where rules of
 * different actions overlap, neither their order nor how specific they are decides, but this
 * sorting.
 *
 * <p>libseccomp before 2.6.1 confuses two actions in one case of "less than"; this is the repaired
 * behaviour.
 */
final class LibseccompTree {
  private final boolean wide;
  private final Level root = new Level();

  /**
   * @param wide whether arguments have 64 bits
   */
  LibseccompTree(boolean wide) {
    this.wide = wide;
  }

  /** Comparisons that are tried one after the other. */
  private static final class Level {
    private final List<Node> nodes = new ArrayList<>();
  }

  /** One comparison of a word, and what follows when it holds and when it doesn't. */
  private static final class Node {
    private final int argument;
    private final boolean high;
    private final Op op;
    private final int rank;
    private final boolean masked;
    private final boolean ascending;
    private final long mask;
    private final long value;
    private final long full;
    private @Nullable Action whenTrue;
    private @Nullable Action whenFalse;
    private @Nullable Level nextTrue;
    private @Nullable Level nextFalse;

    Node(Argument test, Op op, boolean high) {
      this.argument = test.index();
      this.high = high;
      this.op = op;
      this.rank = rank(test.op());
      this.masked = test.masked();
      this.ascending = test.op() == Op.LT || test.op() == Op.LE;
      this.mask = high ? test.mask() >>> 32 : test.mask() & 0xffffffffL;
      this.value = (high ? test.value() >>> 32 : test.value() & 0xffffffffL) & mask;
      this.full = test.value();
    }

    private static int rank(Op op) {
      return switch (op) {
        case EQ, NE -> 3;
        case LT, LE -> 2;
        case GT, GE -> 1;
      };
    }

    private int word() {
      return argument * 2 + (high ? 1 : 0);
    }

    /** {@return whether it stands behind another on a level} */
    boolean isBehind(Node other) {
      if (word() != other.word()) {
        return word() < other.word();
      }
      if (rank != other.rank) {
        return rank < other.rank;
      }
      return ascending ? value > other.value : value < other.value;
    }

    boolean comparesLike(Node other) {
      return word() == other.word()
          && op == other.op
          && masked == other.masked
          && value == other.value
          && mask == other.mask;
    }

    boolean isLeaf() {
      return nextTrue == null && nextFalse == null;
    }
  }

  /** Where a further comparison, or the action, hangs on. */
  private record Branch(Node node, boolean holds) {
    void lead(Level level) {
      if (holds) {
        node.nextTrue = level;
      } else {
        node.nextFalse = level;
      }
    }

    void end(Action action) {
      if (holds) {
        node.whenTrue = action;
      } else {
        node.whenFalse = action;
      }
    }
  }

  /**
   * Adds a rule.
   *
   * @return whether libseccomp takes it; it refuses some that contradict earlier ones
   */
  boolean add(CallRule rule) {
    List<Branch> ends = List.of();
    Level first = new Level();
    for (Argument test : rule.tests()) {
      Level level = new Level();
      List<Branch> next = wide ? wideChain(test, level) : narrowChain(test, level);
      ends.forEach(end -> end.lead(level));
      first = ends.isEmpty() ? level : first;
      ends = next;
    }
    ends.forEach(end -> end.end(rule.action()));
    if (root.nodes.isEmpty()) {
      root.nodes.addAll(first.nodes);
      return true;
    }
    return merge(root, first.nodes.getFirst());
  }

  private static List<Branch> narrowChain(Argument test, Level level) {
    Node node = new Node(test, positive(test.op()), false);
    level.nodes.add(node);
    return List.of(new Branch(node, isPositive(test.op())));
  }

  private static List<Branch> wideChain(Argument test, Level level) {
    boolean equality = test.op() == Op.EQ || test.op() == Op.NE;
    Node high = new Node(test, equality ? Op.EQ : Op.GT, true);
    Node low = new Node(test, positive(test.op()), false);
    level.nodes.add(high);
    if (equality) {
      high.nextTrue = levelOf(low);
      return test.op() == Op.EQ
          ? List.of(new Branch(low, true))
          : List.of(new Branch(high, false), new Branch(low, false));
    }
    Node same = new Node(test, Op.EQ, true);
    high.nextFalse = levelOf(same);
    same.nextTrue = levelOf(low);
    return isPositive(test.op())
        ? List.of(new Branch(high, true), new Branch(low, true))
        : List.of(new Branch(same, false), new Branch(low, false));
  }

  private static Level levelOf(Node node) {
    Level level = new Level();
    level.nodes.add(node);
    return level;
  }

  private static Op positive(Op op) {
    return switch (op) {
      case NE -> Op.EQ;
      case LT -> Op.GE;
      case LE -> Op.GT;
      case EQ, GT, GE -> op;
    };
  }

  private static boolean isPositive(Op op) {
    return positive(op) == op;
  }

  private static boolean merge(Level level, Node added) {
    for (int i = 0; i < level.nodes.size(); i++) {
      Node old = level.nodes.get(i);
      if (old.comparesLike(added)) {
        return old == added || join(old, added);
      }
      if (old.isBehind(added)) {
        level.nodes.add(i, added);
        return true;
      }
    }
    level.nodes.add(added);
    return true;
  }

  private static boolean join(Node old, Node added) {
    if (added.whenTrue != null) {
      if (old.whenTrue == null) {
        if (!allGive(old.nextTrue, added.whenTrue)) {
          return false;
        }
        old.nextTrue = null;
        old.whenTrue = added.whenTrue;
      } else if (!added.whenTrue.equals(old.whenTrue)) {
        if (added.high && Long.compareUnsigned(added.full, old.full) > 0) {
          old.whenTrue = added.whenTrue;
        }
        if (old.isLeaf() || added.isLeaf()) {
          return false;
        }
      }
    }
    if (added.whenFalse != null) {
      if (old.whenFalse == null) {
        if (!allGive(old.nextFalse, added.whenFalse)) {
          return false;
        }
        old.nextFalse = null;
        old.whenFalse = added.whenFalse;
      } else if (!added.whenFalse.equals(old.whenFalse)) {
        if (added.high && Long.compareUnsigned(added.full, old.full) < 0) {
          old.whenFalse = added.whenFalse;
        }
        if (old.isLeaf() || added.isLeaf()) {
          return false;
        }
      }
    }
    return descend(old, added);
  }

  private static boolean descend(Node old, Node added) {
    if (added.nextTrue != null) {
      if (old.nextTrue != null) {
        if (!merge(old.nextTrue, added.nextTrue.nodes.getFirst())) {
          return false;
        }
      } else if (old.whenTrue == null) {
        old.nextTrue = added.nextTrue;
      } else {
        return true;
      }
    }
    if (added.nextFalse != null) {
      if (old.nextFalse != null) {
        return merge(old.nextFalse, added.nextFalse.nodes.getFirst());
      }
      if (old.whenFalse == null) {
        old.nextFalse = added.nextFalse;
      }
    }
    return true;
  }

  private static boolean allGive(@Nullable Level level, Action action) {
    return level == null
        || level.nodes.stream()
            .allMatch(node ->
                (node.whenTrue == null || node.whenTrue.equals(action))
                    && (node.whenFalse == null || node.whenFalse.equals(action))
                    && allGive(node.nextTrue, action)
                    && allGive(node.nextFalse, action));
  }

  /** A condition with its action, in a list of which the first that holds decides. */
  record Outcome(Condition condition, Action action) {}

  /** {@return what the tree decides} */
  List<Outcome> outcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    collect(root, List.of(), outcomes);
    return outcomes;
  }

  private void collect(Level level, List<Condition> path, List<Outcome> outcomes) {
    for (Node node : level.nodes) {
      Condition test = test(node);
      follow(node.whenTrue, node.nextTrue, with(path, test), outcomes);
      follow(node.whenFalse, node.nextFalse, with(path, new Condition.Not(test)), outcomes);
    }
  }

  private void follow(
      @Nullable Action action, @Nullable Level next, List<Condition> path, List<Outcome> outcomes) {
    if (next != null) {
      collect(next, path, outcomes);
    } else if (action != null) {
      outcomes.add(new Outcome(new Condition.All(path), action));
    }
  }

  private static List<Condition> with(List<Condition> path, Condition test) {
    List<Condition> longer = new ArrayList<>(path);
    longer.add(test);
    return longer;
  }

  private static Condition test(Node node) {
    int shift = node.high ? 32 : 0;
    return new Test(node.argument, node.op, node.value << shift, node.mask << shift, Width.BITS_64);
  }
}
