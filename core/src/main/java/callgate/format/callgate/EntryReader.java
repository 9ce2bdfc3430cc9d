package callgate.format.callgate;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.Numbers;
import callgate.format.ReadOptions;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the entries of a section: calls, and when they get its action. */
final class EntryReader {
  static final String NAMES = "names";
  static final String NUMBERS = "numbers";
  static final String ON = "on";
  static final String WHEN = "when";
  static final String REASON = "reason";

  private final Document document;
  private final ReadOptions options;
  private final List<Abi> abis;
  private final boolean anyMachine;
  private final List<Warning> warnings;

  /**
   * @param abis those of the policy
   * @param anyMachine whether the policy is for other machines too, so that it may name their calls
   * @param warnings where to add some
   */
  EntryReader(
      Document document,
      ReadOptions options,
      List<Abi> abis,
      boolean anyMachine,
      List<Warning> warnings) {
    this.document = document;
    this.options = options;
    this.abis = abis;
    this.anyMachine = anyMachine;
    this.warnings = warnings;
  }

  /** {@return the rules that an entry means: one, or one for each ABI where constants differ} */
  List<Rule> rules(Node entry, Action action) {
    if (entry instanceof Node.Mapping mapping) {
      return rules(mapping, action);
    }
    Node.Scalar name = Values.scalar(entry, "the name of a call");
    return rules(List.of(name), action, entry, Optional.empty());
  }

  private List<Rule> rules(Node.Mapping entry, Action action) {
    if (entry.get(NAMES).isPresent()) {
      List<Node.Scalar> names = Values.scalars(entry.get(NAMES).get(), "the name of a call");
      if (names.isEmpty()) {
        throw new BadInput(entry.position(), "this list of names is empty");
      }
      return rules(names, action, entry, Optional.of(entry));
    }
    if (entry.get(NUMBERS).isPresent()) {
      Calls calls = numbers(Values.scalar(entry.get(NUMBERS).get(), "numbers such as 1000-2000"));
      return rules(List.of(calls), "", action, entry, Optional.of(entry));
    }
    if (entry.entries().size() != 1) {
      throw new BadInput(
          entry.entries().isEmpty() ? entry.position() : entry.entries().get(1).key().position(),
          "an entry is about one call; start a line of its own with -");
    }
    Node.Entry only = entry.entries().getFirst();
    return rules(List.of(only.key()), action, entry, Optional.of(only.value()));
  }

  /** {@return the ABIs of the policy} */
  List<Abi> abis() {
    return abis;
  }

  private static Calls numbers(Node.Scalar text) {
    int dash = text.text().indexOf('-');
    OptionalLong first =
        Numbers.parse(dash < 0 ? text.text() : text.text().substring(0, dash).strip());
    OptionalLong last = dash < 0 ? first : Numbers.parse(text.text().substring(dash + 1).strip());
    if (first.isEmpty()
        || last.isEmpty()
        || first.getAsLong() >>> 32 != 0
        || last.getAsLong() >>> 32 != 0
        || first.getAsLong() > last.getAsLong()) {
      throw new BadInput(
          text.position(), text.text() + " are no numbers of calls; they look like 1000-2000");
    }
    return new Calls.Numbered((int) first.getAsLong(), (int) last.getAsLong());
  }

  /** {@return the rules for names: together where the same is said of all of them} */
  private List<Rule> rules(
      List<Node.Scalar> names, Action action, Node entry, Optional<Node> details) {
    List<Rule> rules = new ArrayList<>();
    List<Calls> unconditional = new ArrayList<>();
    for (Node.Scalar name : names) {
      if (isKnown(name)) {
        if (details.isEmpty()) {
          unconditional.add(new Calls.Named(name.text()));
        } else {
          rules.addAll(
              rules(List.of(new Calls.Named(name.text())), name.text(), action, entry, details));
        }
      }
    }
    if (!unconditional.isEmpty()) {
      rules.addAll(rules(unconditional, "", action, entry, Optional.empty()));
    }
    return joined(rules);
  }

  /** {@return the rules with those joined that differ only in the calls} */
  private static List<Rule> joined(List<Rule> rules) {
    List<Rule> joined = new ArrayList<>();
    for (int start = 0; start < rules.size(); ) {
      Rule first = rules.get(start);
      List<Calls> calls = new ArrayList<>();
      int next = start;
      for (; next < rules.size() && differOnlyInCalls(first, rules.get(next)); next++) {
        calls.addAll(rules.get(next).calls());
      }
      joined.add(first.about(calls));
      start = next;
    }
    return joined;
  }

  private static boolean differOnlyInCalls(Rule first, Rule second) {
    return first.abis().equals(second.abis()) && first.condition().equals(second.condition());
  }

  private boolean isKnown(Node.Scalar name) {
    if (!Syscalls.exists(name.text())) {
      String problem =
          "no ABI has a call "
              + name.text()
              + Syscalls.suggestion(name.text())
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse("; give a newer one by its number: { numbers: 500 }");
      if (!options.lenient()) {
        throw new BadInput(name.position(), problem);
      }
      warnings.add(new Warning(name.position(), problem + "; it is left out"));
      return false;
    }
    if (!anyMachine && abis.stream().allMatch(abi -> Syscalls.number(abi, name.text()).isEmpty())) {
      warnings.add(
          new Warning(name.position(), "no ABI of this policy has the call " + name.text()));
    }
    return true;
  }

  private List<Rule> rules(
      List<Calls> calls, String call, Action action, Node entry, Optional<Node> details) {
    ConditionReader conditions = new ConditionReader(document, call);
    List<Abi> on = details.map(this::on).orElse(List.of());
    String reason =
        details
            .map(this::reason)
            .filter(text -> !text.isEmpty())
            .orElseGet(() -> Values.reason(document, entry));
    Map<Condition, List<Abi>> groups = new LinkedHashMap<>();
    for (Abi abi : concerned(call, on)) {
      Condition condition =
          details.map(node -> conditions.read(node, abi)).orElse(Condition.ALWAYS);
      groups.computeIfAbsent(condition, _ -> new ArrayList<>()).add(abi);
    }
    List<Rule> rules = new ArrayList<>();
    groups.forEach((condition, group) ->
        rules.add(
            new Rule(
                calls,
                groups.size() == 1 ? on : group,
                action,
                condition,
                entry.position(),
                reason)));
    return rules;
  }

  /** {@return the ABIs that a rule applies to and that have the call; if none has it, any one} */
  private List<Abi> concerned(String call, List<Abi> on) {
    List<Abi> applies = on.isEmpty() ? abis : on;
    List<Abi> having =
        applies.stream()
            .filter(abi -> call.isEmpty() || Syscalls.number(abi, call).isPresent())
            .toList();
    return having.isEmpty() ? List.of(applies.getFirst()) : having;
  }

  private List<Abi> on(Node details) {
    Optional<Node> node =
        details instanceof Node.Mapping mapping ? mapping.get(ON) : Optional.empty();
    if (node.isEmpty()) {
      return List.of();
    }
    List<Abi> on = Header.abis(node.get());
    if (on.isEmpty()) {
      throw new BadInput(node.get().position(), "this list of ABIs is empty");
    }
    for (Abi abi : on) {
      if (!abis.contains(abi)) {
        throw new BadInput(
            node.get().position(),
            abi.token() + " is not among the ABIs of this policy; add it to arches");
      }
    }
    return on;
  }

  private String reason(Node details) {
    return details instanceof Node.Mapping mapping
        ? mapping.get(REASON).map(node -> Values.scalar(node, "a reason").text()).orElse("")
        : "";
  }
}
