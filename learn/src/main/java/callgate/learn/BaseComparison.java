package callgate.learn;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds what a policy lacks to allow what was seen, by what both mean. What the policy's own rules
 * say about a call stands: a rule that was learned comes after them.
 */
final class BaseComparison {
  private final Policy base;
  private final List<String> notes = new ArrayList<>();
  private final Diagrams diagrams = new Diagrams();
  private final Meaning meaning;

  BaseComparison(Policy base) {
    this.base = base;
    this.meaning = PolicyMeaning.of(base, diagrams);
  }

  /** {@return whether the policy needs a further rule} */
  boolean lacks(Abi abi, Rule learned) {
    String name = ((Calls.Named) learned.calls().getFirst()).name();
    if (!base.abis().contains(abi)) {
      return true;
    }
    int number = Syscalls.number(abi, name).orElseThrow();
    int node = meaning.map(abi.auditArch()).nodeOf(number);
    boolean decided = Diagrams.isLeaf(node);
    if (decided && Action.of(diagrams.value(node)).lets()) {
      return false;
    }
    Rule here = learned.on(List.of(abi));
    if (with(here, true).equals(meaning)) {
      return false;
    }
    if (with(here, false).equals(meaning)) {
      note(name, abi, "refuses some of what was seen; it stays so");
      return false;
    }
    if (!decided && learned.condition().equals(Condition.ALWAYS)) {
      note(
          name,
          abi,
          "has conditions that stay as they are, since arguments were not recorded (--args values)");
      return false;
    }
    return true;
  }

  private void note(String name, Abi abi, String what) {
    notes.add(name + " on " + abi.token() + ": the base " + what);
  }

  private Meaning with(Rule rule, boolean first) {
    List<Rule> rules = new ArrayList<>(base.rules());
    rules.add(first ? 0 : rules.size(), rule);
    return PolicyMeaning.of(base.withRules(rules), diagrams);
  }

  List<String> notes() {
    return notes;
  }
}
