package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Gathers clauses about single calls into rules about many. */
final class RuleGroups {
  private final List<Abi> abis;
  private final List<Member> members = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  RuleGroups(List<Abi> abis) {
    this.abis = abis;
  }

  /**
   * A clause about a call.
   *
   * @param concerned the ABIs where it holds
   * @param having the ABIs that have the call
   */
  private record Member(Calls calls, Clause clause, List<Abi> concerned, List<Abi> having) {
    /** {@return whether a rule for these ABIs holds for this call where the clause does} */
    boolean fits(List<Abi> abis) {
      return abis.containsAll(concerned)
          && having.stream().allMatch(abi -> concerned.contains(abi) || !abis.contains(abi));
    }
  }

  /** What will be a rule. */
  private static final class Group {
    private final Clause clause;
    private final List<Abi> abis;
    private final Map<String, Calls> calls = new LinkedHashMap<>();
    private int exact;

    Group(Clause clause, List<Abi> abis) {
      this.clause = clause;
      this.abis = abis;
    }

    boolean says(Clause other) {
      return clause.rank() == other.rank()
          && clause.action().equals(other.action())
          && clause.condition().equals(other.condition());
    }

    boolean isConditional() {
      return !clause.condition().equals(Condition.ALWAYS);
    }

    String firstCall() {
      return calls.keySet().iterator().next();
    }
  }

  void add(Calls calls, Clause clause, List<Abi> concerned, List<Abi> having) {
    Member member = new Member(calls, clause, concerned, having);
    members.add(member);
    List<Abi> own = concerned.size() == having.size() ? abis : concerned;
    for (Group group : groups) {
      if (group.says(clause) && group.abis.equals(own)) {
        group.exact++;
        return;
      }
    }
    Group group = new Group(clause, own);
    group.exact = 1;
    groups.add(group);
  }

  /**
   * {@return the rules: those of authors first, in their order, then others, those that let more
   * through first}
   *
   * @param position where rules without an author stand
   */
  List<Rule> rules(Position position) {
    groups.sort((a, b) -> Integer.compare(b.exact, a.exact));
    for (Member member : members) {
      Group group = groupOf(member);
      group.calls.put(ClauseFinder.text(member.calls), member.calls);
    }
    groups.removeIf(group -> group.calls.isEmpty());
    groups.sort(RuleGroups::order);
    return groups.stream().map(group -> rule(group, position)).toList();
  }

  private static int order(Group a, Group b) {
    int order = Integer.compare(a.clause.rank(), b.clause.rank());
    if (order == 0) {
      order = b.clause.action().kind().compareTo(a.clause.action().kind());
    }
    if (order == 0) {
      order = Integer.compare(a.clause.action().data(), b.clause.action().data());
    }
    if (order == 0) {
      order = Boolean.compare(a.isConditional(), b.isConditional());
    }
    if (order == 0) {
      order = Integer.compare(b.calls.size(), a.calls.size());
    }
    return order == 0 ? a.firstCall().compareTo(b.firstCall()) : order;
  }

  /** Of several groups that a call could be in, the largest: fewer rules. */
  private Group groupOf(Member member) {
    for (Group group : groups) {
      if (group.says(member.clause) && member.fits(group.abis)) {
        return group;
      }
    }
    throw new IllegalStateException("no rule for " + member);
  }

  private Rule rule(Group group, Position position) {
    Clause clause = group.clause;
    return new Rule(
        calls(group),
        group.abis.equals(abis) ? List.of() : group.abis,
        clause.action(),
        clause.condition(),
        clause.position(position),
        clause.reason());
  }

  /** {@return the calls in the author's order, or names in alphabetical order before numbers} */
  private static List<Calls> calls(Group group) {
    Rule kept = group.clause.kept();
    if (kept == null) {
      return group.calls.values().stream().sorted(Calls::compare).toList();
    }
    Map<String, Calls> left = new LinkedHashMap<>(group.calls);
    return kept.calls().stream()
        .map(calls -> left.remove(ClauseFinder.text(calls)))
        .filter(Objects::nonNull)
        .toList();
  }
}
