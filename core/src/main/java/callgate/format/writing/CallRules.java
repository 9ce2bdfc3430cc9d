package callgate.format.writing;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of a policy about the calls of one name, on the ABIs that have it. */
final class CallRules {
  private final String name;
  private final List<Abi> abis;
  private final List<Rule> rules;
  private final boolean everywhere;

  CallRules(Policy policy, String name) {
    this.name = name;
    this.abis =
        policy.abis().stream().filter(abi -> Syscalls.number(abi, name).isPresent()).toList();
    Calls call = new Calls.Named(name);
    List<Rule> about = policy.rules().stream().filter(r -> r.calls().contains(call)).toList();
    List<Rule> first = new ArrayList<>();
    boolean same = true;
    for (Abi abi : abis) {
      List<Rule> applying = about.stream().filter(rule -> rule.appliesTo(abi)).toList();
      if (abi == abis.getFirst()) {
        first.addAll(applying);
      } else {
        same &= whens(applying).equals(whens(first));
      }
    }
    this.rules =
        same
            ? first
            : about.stream().filter(rule -> abis.stream().anyMatch(rule::appliesTo)).toList();
    this.everywhere = same;
  }

  private static List<When> whens(List<Rule> rules) {
    return rules.stream().map(rule -> new When(rule.action(), rule.condition())).toList();
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  Position position() {
    return rules.getFirst().position();
  }

  /** {@return whether the rules are the same on all ABIs} */
  boolean areEverywhere() {
    return everywhere;
  }

  /** When the call gets an action. */
  record When(Action action, Condition condition) {}

  /** {@return the rules in order: the first that holds decides} */
  List<When> ordered() {
    return whens(rules);
  }

  /** {@return the conditions of each action but the default, such that no two hold for one call} */
  List<When> disjoint(Action standard) {
    Map<Action, List<Condition>> conditions = new LinkedHashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      Action action = rules.get(i).action();
      List<Condition> parts = new ArrayList<>(List.of(rules.get(i).condition()));
      for (Rule earlier : rules.subList(0, i)) {
        if (!earlier.action().equals(action)) {
          parts.add(new Condition.Not(earlier.condition()));
        }
      }
      conditions.computeIfAbsent(action, _ -> new ArrayList<>()).add(new Condition.All(parts));
    }
    conditions.remove(standard);
    List<When> disjoint = new ArrayList<>();
    conditions.forEach((action, any) -> disjoint.add(new When(action, new Condition.Any(any))));
    return disjoint;
  }

  /**
   * {@return how many bits a test compares on the ABIs whose arguments have 64; 0 for the upper
   * half of arguments that have 32, which few formats can say}
   *
   * @param upperHalves whether where all have 32 it would compare 64 too, if nobody saw to that
   */
  int bits(Test test, boolean upperHalves) {
    if (upperHalves && !has64()) {
      return test.width() == Condition.Width.WHOLE ? 64 : 32;
    }
    return switch (test.width()) {
      case BITS_64 -> 64;
      case WHOLE -> abis.stream().allMatch(abi -> abi.argumentBits() == 64) ? 64 : 0;
      case BITS_32 -> has64() ? 32 : 64;
      case AUTO ->
          abis.stream()
              .filter(abi -> abi.argumentBits() == 64)
              .mapToInt(abi -> Syscalls.argumentBits(abi, name, test.argument()))
              .min()
              .orElse(64);
    };
  }

  /** {@return whether arguments have 32 bits on all ABIs} */
  boolean areNarrow() {
    return !has64();
  }

  private boolean has64() {
    return abis.stream().anyMatch(abi -> abi.argumentBits() == 64);
  }

  /**
   * {@return one action for the whole call}
   *
   * @param mild whether one that lets through all that some rule lets through, instead of one that
   *     stops all that some rule stops
   */
  Action whole(Action standard, boolean mild) {
    Action whole = standard;
    for (Rule rule : rules) {
      int order = rule.action().kind().compareTo(whole.kind());
      if (mild ? order > 0 : order < 0) {
        whole = rule.action();
      }
    }
    return whole;
  }

  /** {@return the reason that all rules about the name share, or none} */
  String reason() {
    List<String> reasons = rules.stream().map(Rule::reason).distinct().toList();
    return reasons.size() == 1 ? reasons.getFirst() : "";
  }
}
