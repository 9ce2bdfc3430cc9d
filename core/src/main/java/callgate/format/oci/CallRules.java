package callgate.format.oci;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What libseccomp makes of all rules for one call on ABIs of one width (src/db.c, db_rule_add): the
 * first unconditional rule decides alone; conditional rules of one action are joined by OR; those
 * of different actions are sorted into a tree.
 */
final class CallRules {
  private final String call;
  private final List<Abi> abis;
  private final List<CallRule> rules;

  /**
   * @param abis of one width, at least one
   * @param rules in the order of the profile
   */
  CallRules(String call, List<Abi> abis, List<CallRule> rules) {
    this.call = call;
    this.abis = abis;
    this.rules = rules.stream().map(rule -> rule.on(abis.getFirst())).toList();
  }

  /** {@return the rules that decide, as far as their order makes no difference} */
  List<CallRule> effective() {
    return unconditional().map(List::of).orElse(rules);
  }

  private Optional<CallRule> unconditional() {
    return rules.stream().filter(CallRule::isUnconditional).findFirst();
  }

  /** {@return whether the order of the effective rules counts} */
  boolean isDisputed() {
    return effective().stream().map(CallRule::action).distinct().count() > 1;
  }

  /**
   * Adds the rules one by one as libseccomp would, as long as none is unconditional.
   *
   * @param positions of the entries that rules come from
   * @throws BadInput where libseccomp refuses one
   */
  private LibseccompTree tree(List<Position> positions) {
    LibseccompTree tree = new LibseccompTree(abis.getFirst().argumentBits() == 64);
    for (CallRule rule : rules) {
      if (rule.isUnconditional()) {
        break;
      }
      if (!tree.add(rule)) {
        throw new BadInput(
            positions.get(rule.entry()),
            "libseccomp refuses this rule for "
                + call
                + ": it contradicts an earlier one, and the container doesn't start");
      }
    }
    return tree;
  }

  /**
   * Checks that libseccomp takes the rules.
   *
   * @throws BadInput where it doesn't
   */
  void check(List<Position> positions) {
    if (rules.stream().map(CallRule::action).distinct().count() > 1) {
      tree(positions);
    }
  }

  /**
   * {@return disputed rules in an order in which the first that matches decides}
   *
   * @param positions of the entries that rules come from
   */
  List<Rule> ordered(List<Position> positions) {
    List<Rule> plain =
        rules.stream()
            .map(rule -> rule(rule.action(), rule.condition(), positions.get(rule.entry())))
            .toList();
    Position last = positions.get(rules.getLast().entry());
    List<Rule> sorted =
        tree(positions).outcomes().stream()
            .map(outcome -> rule(outcome.action(), outcome.condition(), last))
            .toList();
    return meanTheSame(plain, sorted) ? plain : sorted;
  }

  private Rule rule(Action action, Condition condition, Position position) {
    return new Rule(List.of(new Calls.Named(call)), abis, action, condition, position, "");
  }

  private boolean meanTheSame(List<Rule> left, List<Rule> right) {
    Diagrams diagrams = new Diagrams();
    return meaning(left, diagrams).equals(meaning(right, diagrams));
  }

  private Meaning meaning(List<Rule> these, Diagrams diagrams) {
    Action other = Action.errno(Action.MAX_ERRNO);
    return PolicyMeaning.of(
        new Policy(call, abis, other, other, new Newer.AsDefault(), Set.of(), these), diagrams);
  }
}
