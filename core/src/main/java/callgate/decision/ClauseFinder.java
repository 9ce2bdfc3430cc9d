package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in clauses what a diagram means for a call: in the words of given policies where they have
 * some, in short conditions elsewhere.
 */
final class ClauseFinder {
  private final Diagrams diagrams;
  private final ShortCondition conditions;
  private final Map<String, List<Clause>> kept = new HashMap<>();

  /**
   * @param authors policies whose rules are kept where they say the right thing
   */
  ClauseFinder(Diagrams diagrams, List<Policy> authors) {
    this.diagrams = diagrams;
    this.conditions = new ShortCondition(diagrams);
    int rank = 0;
    for (Policy author : authors) {
      for (Rule rule : author.rules()) {
        Clause clause = Clause.kept(rule, rank++);
        for (Calls calls : rule.calls()) {
          kept.computeIfAbsent(text(calls), _ -> new ArrayList<>()).add(clause);
        }
      }
    }
  }

  /** {@return what tells calls apart, as text} */
  static String text(Calls calls) {
    if (calls instanceof Calls.Named(String name)) {
      return name;
    }
    Calls.Numbered numbers = (Calls.Numbered) calls;
    return Integer.toUnsignedString(numbers.first())
        + "-"
        + Integer.toUnsignedString(numbers.last());
  }

  /**
   * {@return clauses, those that let more through first, that together mean a diagram; no two of
   * different actions hold at once}
   */
  List<Clause> clauses(Unit unit) {
    List<Integer> leaves = new ArrayList<>(new Leaves(diagrams).of(unit.node()));
    leaves.remove(Integer.valueOf(unit.backdrop()));
    leaves.sort((a, b) -> order(action(a), action(b)));
    List<Clause> clauses = new ArrayList<>();
    for (int leaf : leaves) {
      int target = where(unit.node(), leaf, new HashMap<>());
      clauses.addAll(clauses(unit, action(leaf), target));
    }
    return clauses;
  }

  private static int order(Action a, Action b) {
    int order = b.kind().compareTo(a.kind());
    return order == 0 ? Integer.compare(a.data(), b.data()) : order;
  }

  private Action action(int leaf) {
    return Action.of(diagrams.value(leaf));
  }

  /** {@return the diagram that is TRUE where another has a leaf} */
  private int where(int node, int leaf, Map<Integer, Integer> known) {
    if (Diagrams.isLeaf(node)) {
      return node == leaf ? Diagrams.TRUE : Diagrams.FALSE;
    }
    Integer found = known.get(node);
    if (found == null) {
      found =
          diagrams.node(
              diagrams.variable(node),
              where(diagrams.low(node), leaf, known),
              where(diagrams.high(node), leaf, known));
      known.put(node, found);
    }
    return found;
  }

  /** A clause and where it holds for the call that it is found for. */
  private record Said(Clause clause, int node) {}

  private List<Clause> clauses(Unit unit, Action action, int target) {
    List<Said> said = new ArrayList<>();
    for (Clause clause : kept.getOrDefault(text(unit.calls()), List.of())) {
      if (clause.action().equals(action) && clause.mayBeAbout(unit.abi())) {
        int node = diagram(unit.abi(), unit.calls(), clause.condition());
        if (node != Diagrams.FALSE && diagrams.and(node, diagrams.not(target)) == Diagrams.FALSE) {
          said.add(new Said(clause, node));
        }
      }
    }
    int missing = diagrams.and(target, diagrams.not(any(said)));
    if (missing != Diagrams.FALSE) {
      Condition rest = shortest(unit, missing, target);
      int node = diagram(unit.abi(), unit.calls(), rest);
      said.add(new Said(Clause.of(action, rest), node));
    }
    said.sort((a, b) -> Boolean.compare(a.clause.reason().isEmpty(), b.clause.reason().isEmpty()));
    for (int i = said.size() - 1; i >= 0; i--) {
      Said one = said.remove(i);
      if (any(said) != target) {
        said.add(i, one);
      }
    }
    return said.stream().map(Said::clause).toList();
  }

  private int any(List<Said> said) {
    int any = Diagrams.FALSE;
    for (Said one : said) {
      any = diagrams.or(any, one.node);
    }
    return any;
  }

  private Condition shortest(Unit unit, int missing, int target) {
    Condition condition = conditions.between(missing, target).condition();
    return Widths.unsaid(condition, unit.abi(), unit.calls());
  }

  private int diagram(Abi abi, Calls calls, Condition condition) {
    return ConditionDiagram.of(
        diagrams, condition, test -> PolicyEvaluator.comparedBits(test, abi, calls));
  }

  /** {@return whether clauses that were found for another ABI mean a unit as well} */
  boolean mean(List<Clause> clauses, Unit unit) {
    int result = unit.backdrop();
    int[] nodes = new int[clauses.size()];
    for (int i = nodes.length - 1; i >= 0; i--) {
      Clause clause = clauses.get(i);
      if (!clause.mayBeAbout(unit.abi())) {
        return false;
      }
      nodes[i] = diagram(unit.abi(), unit.calls(), clause.condition());
      result = diagrams.choose(nodes[i], diagrams.leaf(clause.action().returnValue()), result);
      for (int j = i + 1; j < nodes.length; j++) {
        if (!clauses.get(j).action().equals(clause.action())
            && diagrams.and(nodes[i], nodes[j]) != Diagrams.FALSE) {
          return false;
        }
      }
    }
    return result == unit.node();
  }
}
