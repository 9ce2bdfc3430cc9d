package callgate.format.seccompiler;

import callgate.format.OneArch;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Constants;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes a filter of seccompiler, for a thread that it calls {@code main}. */
final class SeccompilerWriter {
  private final Draft draft;
  private final Action match;

  private SeccompilerWriter(Draft draft, Action match) {
    this.draft = draft;
    this.match = match;
  }

  /** {@return the policy as JSON} */
  static Rendering write(Policy given, WriteOptions options) {
    Policy policy = OneArch.withoutX32(given);
    List<Abi> about = OneArch.about(policy.abis());
    Abi abi = about.isEmpty() ? policy.abis().getFirst() : about.getFirst();
    Action match = match(policy);
    Draft draft = Drafting.of(policy, new SeccompilerDialect(abi, match), options);
    return Rendering.text(
        new SeccompilerWriter(draft, match).json(), draft.losses(), draft.notes());
  }

  /** {@return the action for rules: one that lets through before others, then what most get} */
  private static Action match(Policy policy) {
    Map<Action, Integer> counts = new HashMap<>();
    for (Rule rule : policy.rules()) {
      boolean other = !rule.action().equals(policy.defaultAction());
      if (other && SeccompilerDialect.hasWord(rule.action())) {
        int weight = rule.action().lets() && !policy.defaultAction().lets() ? 1_000_000 : 1;
        counts.merge(rule.action(), rule.calls().size() * weight, Integer::sum);
      }
    }
    Action standard = policy.defaultAction().lets() ? Action.errno(1) : Action.ALLOW;
    return counts.entrySet().stream()
        .max(
            Map.Entry.<Action, Integer>comparingByValue()
                .thenComparing(entry -> entry.getKey().toString()))
        .map(Map.Entry::getKey)
        .orElse(standard);
  }

  private String json() {
    List<String> rules = new ArrayList<>();
    for (CallDraft call : draft.calls()) {
      for (List<ArgumentTest> tests : alternatives(call)) {
        rules.add(rule(call, tests));
      }
    }
    return "{\n  \"main\": {\n    \"mismatch_action\": "
        + action(draft.defaultAction())
        + ",\n    \"match_action\": "
        + action(match)
        + ",\n    \"filter\": ["
        + (rules.isEmpty() ? "" : "\n      " + String.join(",\n      ", rules) + "\n    ")
        + "]\n  }\n}\n";
  }

  /** {@return when a call gets the action; if always, nothing else, which would take precedence} */
  private static List<List<ArgumentTest>> alternatives(CallDraft call) {
    List<List<ArgumentTest>> all =
        call.cases().stream().flatMap(one -> one.alternatives().stream()).distinct().toList();
    return all.contains(List.of()) ? List.of(List.of()) : all;
  }

  private String rule(CallDraft call, List<ArgumentTest> tests) {
    StringBuilder json = new StringBuilder("{ \"syscall\": ").append(text(call.name()));
    if (!call.reason().isEmpty()) {
      json.append(", \"comment\": ").append(text(call.reason()));
    }
    if (!tests.isEmpty()) {
      List<String> args = tests.stream().map(test -> test(call.name(), test)).toList();
      json.append(", \"args\": [\n        ").append(String.join(",\n        ", args)).append(" ]");
    }
    return json.append(" }").toString();
  }

  private String test(String call, ArgumentTest test) {
    String op =
        test.isMasked()
            ? "{ \"masked_eq\": " + Long.toUnsignedString(test.mask()) + " }"
            : text(test.op().name().toLowerCase(Locale.ROOT));
    String json =
        "{ \"index\": "
            + test.argument()
            + ", \"type\": "
            + text(test.bits() == 32 ? "dword" : "qword")
            + ", \"op\": "
            + op
            + ", \"val\": "
            + Long.toUnsignedString(test.value());
    Optional<String> name =
        test.op() == Condition.Op.EQ || test.op() == Condition.Op.NE
            ? Constants.named(draft.abis().getFirst(), call, test.argument(), test.value())
            : Optional.empty();
    return json + name.map(named -> ", \"comment\": " + text(named)).orElse("") + " }";
  }

  private static String action(Action action) {
    String word = action.kind().name().toLowerCase(Locale.ROOT);
    return switch (action.kind()) {
      case ERRNO, TRACE -> "{ " + text(word) + ": " + action.data() + " }";
      default -> text(word);
    };
  }

  private static String text(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    return quoted.append('"').toString();
  }
}
