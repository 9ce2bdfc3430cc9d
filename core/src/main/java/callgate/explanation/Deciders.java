package callgate.explanation;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Division;
import callgate.decision.Meaning;
import callgate.decision.NearestCall;
import callgate.decision.PolicyMeaning;
import callgate.format.ConditionText;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which parts of a policy decide the calls of one number: each part is given an action of its own,
 * so that the exact meaning tells them apart.
 */
final class Deciders {
  private static final Action DEFAULT = Action.trap(1);
  private static final Action NEWER = Action.trap(2);
  private static final Action FOREIGN = Action.trap(3);

  private final Policy policy;
  private final Abi abi;
  private final int number;
  private final Meaning marked;

  /**
   * @param abi one that the policy need not be about
   * @param number as a filter sees it
   */
  Deciders(Policy policy, Abi abi, int number) {
    this.policy = policy;
    this.abi = abi;
    this.number = number;
    this.marked = PolicyMeaning.of(marked(), new Diagrams());
  }

  private Policy marked() {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < policy.rules().size() && i <= 0xffff; i++) {
      Rule rule = policy.rules().get(i);
      List<Calls> calls = rule.calls().stream().filter(this::areMeant).toList();
      if (!calls.isEmpty()) {
        rules.add(
            new Rule(
                calls,
                rule.abis(),
                Action.trace(i),
                rule.condition(),
                rule.position(),
                rule.reason()));
      }
    }
    Newer newer = policy.newer().with(NEWER);
    return new Policy(policy.name(), policy.abis(), DEFAULT, FOREIGN, newer, policy.flags(), rules);
  }

  private boolean areMeant(Calls calls) {
    if (calls instanceof Calls.Numbered(int first, int last)) {
      return Integer.compareUnsigned(first, number) <= 0
          && Integer.compareUnsigned(number, last) <= 0;
    }
    OptionalInt own = Syscalls.number(abi, ((Calls.Named) calls).name());
    return own.isPresent() && own.getAsInt() == number;
  }

  /** {@return the parts that decide the calls with some arguments known} */
  List<Deciding> of(List<OptionalLong> known) {
    Division division = Division.of(marked, abi, number, known);
    List<Division.Share> shares = division.shares();
    List<Deciding> parts = new ArrayList<>();
    for (Division.Share share : shares) {
      int mark = share.returnValue();
      String when = shares.size() == 1 ? "" : formula(division, Set.of(mark));
      parts.add(new Deciding(action(mark), decision(mark), when, share.example()));
    }
    return parts;
  }

  /** {@return for which arguments the policy lets the calls through; empty for none or all} */
  String allowedWhen() {
    Division division = Division.of(marked, abi, number, List.of());
    List<Integer> lets =
        division.shares().stream().map(Division.Share::returnValue).filter(this::lets).toList();
    return lets.isEmpty() || lets.size() == division.shares().size()
        ? ""
        : formula(division, Set.copyOf(lets));
  }

  /** {@return whether the policy lets the calls through with some arguments} */
  boolean letsSome() {
    return Division.of(marked, abi, number, List.of()).shares().stream()
        .anyMatch(share -> lets(share.returnValue()));
  }

  /** {@return the arguments that the policy tests, from 0} */
  Set<Integer> tested() {
    return Division.of(marked, abi, number, List.of()).tested();
  }

  /** {@return the call most like another one that the policy lets through} */
  Optional<Call> nearest(Call call) {
    return NearestCall.of(marked, call, this::lets);
  }

  private boolean lets(int mark) {
    return action(mark).lets();
  }

  private String formula(Division division, Set<Integer> marks) {
    return division
        .when(marks::contains)
        .map(when -> ConditionText.of(when, Syscalls.name(abi, number).orElse(""), List.of(abi)))
        .filter(text -> text.length() <= LONGEST_FORMULA)
        .orElse("...");
  }

  /** Nobody reads a longer one. */
  private static final int LONGEST_FORMULA = 400;

  private Action action(int mark) {
    Decision decision = decision(mark);
    if (decision instanceof Decision.ByRule(Rule rule)) {
      return rule.action();
    }
    if (decision instanceof Decision.ByAge) {
      return policy.newer().action(policy.defaultAction());
    }
    return decision instanceof Decision.ByForeignAbi
        ? policy.foreignAction()
        : policy.defaultAction();
  }

  private Decision decision(int mark) {
    Action marker = Action.of(mark);
    if (marker.kind() == Action.Kind.TRACE) {
      return new Decision.ByRule(policy.rules().get(marker.data()));
    }
    return marker.equals(NEWER)
        ? new Decision.ByAge()
        : marker.equals(FOREIGN) ? new Decision.ByForeignAbi() : new Decision.ByDefault();
  }
}
