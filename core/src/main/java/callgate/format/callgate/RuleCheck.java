package callgate.format.callgate;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.format.Actions;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds rules that contradict each other, and rules that no call can match. */
final class RuleCheck {
  private final List<Abi> abis;
  private final Diagrams diagrams = new Diagrams();

  private RuleCheck(List<Abi> abis) {
    this.abis = abis;
  }

  /** A call that rules of different actions match. */
  private record Overlap(Rule earlier, Rule later, Call call) {}

  /**
   * Checks rules whose order means nothing.
   *
   * @throws BadInput when a call matches rules of different actions
   */
  static void checkUnordered(List<Rule> rules, List<Abi> abis) {
    if (mayOverlap(rules)) {
      RuleCheck check = new RuleCheck(abis);
      Optional<Overlap> overlap = check.overlap(rules);
      if (overlap.isPresent()) {
        throw check.problem(overlap.get());
      }
    }
  }

  /** {@return whether it makes no difference which of the rules come first} */
  static boolean areUnordered(List<Rule> rules, List<Abi> abis) {
    return new RuleCheck(abis).overlap(rules).isEmpty();
  }

  /**
   * Checks each rule by itself.
   *
   * @throws BadInput when no call matches a rule
   */
  static void checkMatchable(List<Rule> rules, List<Abi> abis) {
    @Nullable RuleCheck check = null;
    for (Rule rule : rules) {
      if (!isPlain(rule.condition())) {
        check = check == null ? new RuleCheck(abis) : check;
        if (!check.canMatch(rule)) {
          throw new BadInput(
              rule.position(), "no call can match this: its conditions contradict each other");
        }
      }
    }
  }

  /** {@return whether some call on the ABIs meets a condition of a rule about it} */
  static boolean canMatch(Rule rule, List<Abi> abis) {
    return isPlain(rule.condition()) || new RuleCheck(abis).canMatch(rule);
  }

  /** {@return whether a condition is so simple that some call surely meets it} */
  private static boolean isPlain(Condition condition) {
    return condition.equals(Condition.ALWAYS)
        || FormulaWriter.isPlainEquality(condition)
        || (condition instanceof Condition.Any(var parts)
            && !parts.isEmpty()
            && parts.stream().allMatch(FormulaWriter::isPlainEquality));
  }

  /** {@return whether a rule means something else than no rule, if the ABIs have its calls} */
  private boolean canMatch(Rule rule) {
    Action other = rule.action().equals(Action.ALLOW) ? Action.KILL_PROCESS : Action.ALLOW;
    return !concernsSomething(rule)
        || !meaning(other, List.of(rule)).equals(meaning(other, List.of()));
  }

  private boolean concernsSomething(Rule rule) {
    return rule.calls().stream()
        .anyMatch(calls ->
            !(calls instanceof Calls.Named(String name))
                || abis.stream()
                    .anyMatch(
                        abi -> rule.appliesTo(abi) && Syscalls.number(abi, name).isPresent()));
  }

  private Meaning meaning(Action defaultAction, List<Rule> rules) {
    return PolicyMeaning.of(policy(defaultAction, rules), diagrams);
  }

  private Policy policy(Action defaultAction, List<Rule> rules) {
    return new Policy(
        "rules", abis, defaultAction, defaultAction, new Newer.AsDefault(), Set.of(), rules);
  }

  /** {@return whether an exact look is worth its time: most policies name every call once} */
  private static boolean mayOverlap(List<Rule> rules) {
    Map<Calls, Action> actions = new HashMap<>();
    for (Rule rule : rules) {
      for (Calls calls : rule.calls()) {
        @Nullable Action before = actions.putIfAbsent(calls, rule.action());
        if (calls instanceof Calls.Numbered || (before != null && !before.equals(rule.action()))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Rules overlap where it makes a difference which action's rules come first. */
  private Optional<Overlap> overlap(List<Rule> rules) {
    Map<Action, List<Rule>> byAction = new LinkedHashMap<>();
    for (Rule rule : rules) {
      byAction.computeIfAbsent(rule.action(), _ -> new ArrayList<>()).add(rule);
    }
    List<Rule> forwards = new ArrayList<>();
    byAction.values().forEach(forwards::addAll);
    List<Rule> backwards = new ArrayList<>();
    new ArrayList<>(byAction.values()).reversed().forEach(backwards::addAll);
    Action other = Action.errno(Action.MAX_ERRNO);
    return Meaning.witness(meaning(other, forwards), meaning(other, backwards))
        .map(call -> new Overlap(deciding(forwards, call), deciding(backwards, call), call));
  }

  private Rule deciding(List<Rule> rules, Call call) {
    return PolicyEvaluator.decidingRule(policy(Action.ALLOW, rules), abi(call), call).orElseThrow();
  }

  private Abi abi(Call call) {
    return abis.stream()
        .filter(abi -> abi.auditArch() == call.arch() && abi.owns(call.number()))
        .findFirst()
        .orElseThrow();
  }

  private BadInput problem(Overlap overlap) {
    boolean swapped = isBefore(overlap.later.position(), overlap.earlier.position());
    Rule earlier = swapped ? overlap.later : overlap.earlier;
    Rule later = swapped ? overlap.earlier : overlap.later;
    return new BadInput(
        later.position(),
        CallText.of(overlap.call)
            + " on "
            + abi(overlap.call).token()
            + " gets "
            + Actions.text(later.action())
            + " here and "
            + Actions.text(earlier.action())
            + " in line "
            + earlier.position().line()
            + "; say it once, or put both under ordered:");
  }

  private static boolean isBefore(Position left, Position right) {
    return left.line() < right.line()
        || (left.line() == right.line() && left.column() < right.column());
  }
}
