package callgate.explanation;

import callgate.format.Actions;
import callgate.format.ConditionText;
import callgate.format.callgate.EntryText;
import callgate.lint.LibraryCall;
import callgate.lint.LibraryCalls;
import callgate.lint.Words;
import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the changes that would help with a call that a policy stops. */
final class Suggestions {
  /** How programs end. */
  private static final List<String> ENDS = List.of("exit_group", "exit");

  private final Policy policy;
  private final Consequences consequences;
  private final Violation violation;
  private final Abi abi;
  private final Deciders deciders;
  private final List<Suggestion> found = new ArrayList<>();

  private Suggestions(
      Policy policy, Consequences consequences, Violation violation, Abi abi, Deciders deciders) {
    this.policy = policy;
    this.consequences = consequences;
    this.violation = violation;
    this.abi = abi;
    this.deciders = deciders;
  }

  /**
   * {@return what would help, the smallest change that lets exactly this call through first}
   *
   * @param consequences of changes of the policy
   * @param stopping the parts of the policy that may have stopped it
   */
  static List<Suggestion> of(
      Policy policy,
      Consequences consequences,
      Violation violation,
      Abi abi,
      Deciders deciders,
      List<Deciding> stopping) {
    Suggestions suggestions = new Suggestions(policy, consequences, violation, abi, deciders);
    suggestions.find(stopping);
    return suggestions.found;
  }

  private void find(List<Deciding> stopping) {
    if (!policy.abis().contains(abi)) {
      boolean sameMachine =
          policy.abis().stream().anyMatch(known -> known.machine() == abi.machine());
      if (!sameMachine) {
        return;
      }
      add(new PolicyChange.AddAbi(abi), "make the policy about " + abi.token() + " too", "");
      return;
    }
    Rule whole = whereProgramsRun(SmallestRule.whole(Action.ALLOW, abi, violation.number()));
    Rule exact = whereProgramsRun(SmallestRule.exact(violation, abi, deciders.tested()));
    boolean narrow = !exact.condition().equals(Condition.ALWAYS);
    boolean guess = !narrow && stopping.stream().anyMatch(part -> !part.when().isEmpty());
    add(
        new PolicyChange.AddRule(exact),
        "allow " + title(exact),
        guess ? "its arguments are not known; if they were, the change could be smaller" : "");
    boolean saysSo = stopping.stream().allMatch(part -> part.action().equals(noSuchCall()));
    if (!saysSo) {
      older().ifPresent(this::addOlder);
    }
    if (narrow) {
      add(
          new PolicyChange.AddRule(whole),
          "allow " + title(whole) + " with any arguments",
          "the next call may have other arguments");
    }
  }

  /**
   * {@return a rule that leaves out ABIs on which the policy stops what every program needs: there
   * nothing shall be let through}
   */
  private Rule whereProgramsRun(Rule rule) {
    List<Abi> running =
        policy.abis().stream().filter(each -> each == abi || isAnyProgramLet(each)).toList();
    return !rule.abis().isEmpty() || running.size() == policy.abis().size()
        ? rule
        : rule.on(running);
  }

  private boolean isAnyProgramLet(Abi other) {
    return ENDS.stream()
        .map(name -> Syscalls.number(other, name))
        .anyMatch(number ->
            number.isPresent() && new Deciders(policy, other, number.getAsInt()).letsSome());
  }

  private String title(Rule rule) {
    String call = violation.name().orElseGet(violation::text);
    return rule.condition().equals(Condition.ALWAYS)
        ? call
        : call + " when " + ConditionText.of(rule.condition(), call, List.of(abi));
  }

  private void add(PolicyChange change, String title, String because) {
    Policy after = change.applyTo(policy);
    String entry;
    String about;
    if (change instanceof PolicyChange.AddRule(Rule rule)) {
      entry = EntryText.section(rule, policy.abis());
      about = violation.name().orElse("");
    } else {
      entry = "arches: [" + String.join(", ", after.abis().stream().map(Abi::token).toList()) + "]";
      about = abi.token();
    }
    found.add(
        new Suggestion(
            change,
            title,
            entry,
            because,
            consequences.lets(after),
            consequences.risks(after, about)));
  }

  /** Software that goes back to an older call after another error, and what it then calls. */
  private record Older(Action error, List<LibraryCall> uses, Set<String> calls) {}

  /** {@return what a kernel without the call says} */
  private Action noSuchCall() {
    return Action.errno(Errno.number(abi, "ENOSYS").orElseThrow());
  }

  /** {@return the error that makes software use older calls, if these are let through} */
  private Optional<Older> older() {
    String name = violation.name().orElse("");
    Action enosys = noSuchCall();
    List<LibraryCall> uses = new ArrayList<>();
    Set<String> calls = new LinkedHashSet<>();
    for (LibraryCall use : LibraryCalls.read()) {
      if (use.call().equals(name) && use.concerns(abi) && use.livesWith(enosys, abi)) {
        List<String> let = use.before().stream().filter(this::isLet).toList();
        if (!let.isEmpty() || use.before().isEmpty()) {
          uses.add(use);
          calls.addAll(let);
        }
      }
    }
    return uses.isEmpty() ? Optional.empty() : Optional.of(new Older(enosys, uses, calls));
  }

  private boolean isLet(String name) {
    var number = Syscalls.number(abi, name);
    return number.isPresent() && new Deciders(policy, abi, number.getAsInt()).letsSome();
  }

  private void addOlder(Older older) {
    Rule rule = SmallestRule.whole(older.error(), abi, violation.number());
    String who = Words.and(older.uses().stream().map(LibraryCall::title).distinct().toList());
    String then =
        older.calls().isEmpty()
            ? "that does no harm to "
            : Words.and(older.calls()) + ", which the policy lets through, then does the job for ";
    add(
        new PolicyChange.AddRule(rule),
        "give " + violation.name().orElseGet(violation::text) + " " + Actions.text(older.error()),
        then + who);
  }
}
