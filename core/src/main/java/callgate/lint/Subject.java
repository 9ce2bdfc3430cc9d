package callgate.lint;

import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyEvaluator;
import callgate.decision.PolicyMeaning;
import callgate.format.Reading;
import callgate.format.Source;
import callgate.format.Warning;
import callgate.policy.Action;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/** What is looked at: a policy or a filter with its exact meaning. */
final class Subject {
  private final Source source;
  private final LintOptions options;
  private final Position header;
  private final Meaning meaning;
  private final List<Abi> abis;
  private final Sets sets;
  private final List<Abi> usable;
  private final List<Abi> confined;
  private final Map<Integer, Integer> lets = new HashMap<>();

  private Subject(
      Source source, LintOptions options, Position header, Meaning meaning, List<Abi> abis) {
    this.source = source;
    this.options = options;
    this.header = header;
    this.meaning = meaning;
    this.abis = abis;
    this.sets = new Sets(meaning.diagrams());
    this.usable =
        abis.stream().filter(abi -> abi == abis.getFirst() || isSome(abi, Action::lets)).toList();
    this.confined = abis.stream().filter(abi -> isSome(abi, action -> !action.lets())).toList();
  }

  /**
   * {@return what a source means}
   *
   * @throws callgate.bpf.Undecided when a filter computes what can't be told exactly
   */
  static Subject of(Source source, LintOptions options) {
    Diagrams diagrams = new Diagrams();
    if (source instanceof Source.Written(Reading reading)) {
      return new Subject(
          source,
          options,
          reading.header(),
          PolicyMeaning.of(reading.policy(), diagrams),
          reading.policy().abis());
    }
    Program program = ((Source.Raw) source).program();
    Meaning meaning = SymbolicExecution.of(program, diagrams, Abi.host().order());
    return new Subject(source, options, Position.of(source.name()), meaning, named(meaning));
  }

  /**
   * {@return the ABIs that a filter tells from others, that of 64-bit programs here first} x32 is
   * never among them: a filter can't be asked whether it means x32. Where it tells none, it means
   * the host's.
   */
  private static List<Abi> named(Meaning meaning) {
    List<Abi> named = new ArrayList<>();
    for (int arch : meaning.arches()) {
      for (Abi abi : Abi.values()) {
        if (abi.auditArch() == arch && abi != Abi.X32) {
          named.add(abi == Abi.host() ? 0 : named.size(), abi);
        }
      }
    }
    return named.isEmpty() ? List.of(Abi.host()) : List.copyOf(named);
  }

  /** {@return what messages call it} */
  String name() {
    return source.name();
  }

  /** {@return the policy, unless only a filter is known} */
  Optional<Policy> policy() {
    return reading().map(Reading::policy);
  }

  private Optional<Reading> reading() {
    return source instanceof Source.Written(Reading reading)
        ? Optional.of(reading)
        : Optional.empty();
  }

  List<Warning> warnings() {
    return source.warnings();
  }

  /** {@return what processes can have at most, if that is known} */
  Optional<Set<String>> capabilities() {
    return options.capabilities().or(() -> reading().flatMap(Reading::capabilities));
  }

  /** {@return how rules are written where this one comes from} */
  Snippet snippet() {
    return reading().map(reading -> Snippet.of(reading.format())).orElse(Snippet.NONE);
  }

  Target target() {
    return options.target();
  }

  Meaning meaning() {
    return meaning;
  }

  Sets sets() {
    return sets;
  }

  /** {@return the ABIs that it is about, the most important first} */
  List<Abi> abis() {
    return abis;
  }

  /**
   * {@return those of the ABIs that programs can use} One of which every call is denied is none:
   * nobody misses a call there.
   */
  List<Abi> usable() {
    return usable;
  }

  /**
   * {@return those of the ABIs of which some call is denied} That nothing is denied on another is
   * one finding, not one for each call that does harm.
   */
  List<Abi> confined() {
    return confined;
  }

  /** {@return whether some call of an ABI gets an action like that with some arguments} */
  private boolean isSome(Abi abi, Predicate<Action> wanted) {
    return Syscalls.names(abi).stream()
        .map(call -> node(abi, call).orElseThrow())
        .distinct()
        .anyMatch(node -> sets.where(node, wanted) != Diagrams.FALSE);
  }

  /** {@return what a number gets, as a diagram of actions} */
  int node(Abi abi, int number) {
    return meaning.map(abi.auditArch()).nodeOf(number);
  }

  /** {@return what a call gets, as a diagram of actions; empty when the ABI lacks it} */
  OptionalInt node(Abi abi, String call) {
    OptionalInt number = Syscalls.number(abi, call);
    return number.isPresent() ? OptionalInt.of(node(abi, number.getAsInt())) : number;
  }

  /** {@return the actions that a call gets for some arguments; none when the ABI lacks it} */
  Set<Action> actions(Abi abi, String call) {
    OptionalInt node = node(abi, call);
    return node.isPresent() ? sets.actions(node.getAsInt()) : Set.of();
  }

  /** {@return for which arguments a diagram of actions lets the call through} */
  int lets(int node) {
    return lets.computeIfAbsent(node, _ -> sets.where(node, Action::lets));
  }

  /** {@return with which arguments a call is let through; none when the ABI lacks it} */
  int lets(Abi abi, String call) {
    OptionalInt node = node(abi, call);
    return node.isPresent() ? lets(node.getAsInt()) : Diagrams.FALSE;
  }

  /** {@return whether a call is let through with some arguments} */
  boolean letsSome(Abi abi, String call) {
    return lets(abi, call) != Diagrams.FALSE;
  }

  /** {@return for which arguments of a call a condition holds, read as the kernel reads them} */
  int holds(Abi abi, String call, Condition condition) {
    return holds(abi, new Calls.Named(call), condition);
  }

  /** {@return for which arguments of calls that an ABI has a condition holds} */
  int holds(Abi abi, Calls calls, Condition condition) {
    Rule rule =
        new Rule(List.of(calls), List.of(), Action.ALLOW, condition, Position.of(name()), "");
    Policy only =
        new Policy(
            name(),
            List.of(abi),
            Action.KILL_PROCESS,
            Action.KILL_PROCESS,
            new Newer.AsDefault(),
            Set.of(),
            List.of(rule));
    int number =
        calls instanceof Calls.Named(String call)
            ? Syscalls.number(abi, call).orElseThrow()
            : ((Calls.Numbered) calls).first();
    Meaning holds = PolicyMeaning.of(only, meaning.diagrams());
    return sets.where(holds.map(abi.auditArch()).nodeOf(number), Action::lets);
  }

  /** {@return a call with arguments of a set that is not empty, and what happens to it} */
  Witness witness(Abi abi, String call, int set) {
    return witness(
        abi, sets.member(set, abi.auditArch(), Syscalls.number(abi, call).orElseThrow()));
  }

  Witness witness(Abi abi, Call call) {
    return new Witness(abi, call, Action.of(meaning.evaluate(call)));
  }

  /** {@return where it is said what happens to a call: a rule, or the default action} */
  Position position(Witness witness) {
    return rule(witness).map(Rule::position).filter(position -> position.line() > 0).orElse(header);
  }

  /** {@return the rule that decides about a call; empty when none does} */
  Optional<Rule> rule(Witness witness) {
    return policy()
        .filter(written -> written.abis().contains(witness.abi()))
        .flatMap(written -> PolicyEvaluator.decidingRule(written, witness.abi(), witness.call()));
  }

  /**
   * {@return a finding at a place that its author can change} What a policy takes over from one
   * that comes with Callgate stands where it says so.
   */
  Finding placed(Finding finding) {
    String file = finding.position().file();
    return file.startsWith("builtin:") && !file.equals(header.file())
        ? finding.at(header, finding.text() + " (" + finding.position() + ")")
        : finding;
  }

  /** {@return where it is said what calls get that no rule is about} */
  Position position() {
    return header;
  }

  /** {@return whether some number of an ABI gets an action like that with some arguments} */
  boolean anywhere(Abi abi, Predicate<Action> wanted) {
    var map = meaning.map(abi.auditArch());
    for (int range = 0; range < map.size(); range++) {
      if (sets.where(map.node(range), wanted) != Diagrams.FALSE) {
        return true;
      }
    }
    return false;
  }
}
