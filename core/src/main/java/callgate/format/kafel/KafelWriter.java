package callgate.format.kafel;

import callgate.format.OneArch;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.CallDraft.Case;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a policy of kafel. Arguments are named in the policy itself, so that all bits count that
 * are not masked, whatever prototypes kafel has.
 */
final class KafelWriter {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final Draft draft;
  private final Abi abi;
  private final Map<String, Long> constants = new TreeMap<>();

  private KafelWriter(Draft draft) {
    this.draft = draft;
    this.abi = draft.abis().getFirst();
  }

  /** {@return the policy as text} */
  static Rendering write(Policy given, WriteOptions options) {
    Policy policy = OneArch.withoutX32(given);
    List<Abi> about = OneArch.about(policy.abis());
    Abi abi = about.isEmpty() ? policy.abis().getFirst() : about.getFirst();
    Draft draft = Drafting.of(policy, new KafelDialect(abi), options);
    return Rendering.text(new KafelWriter(draft).text(), draft.losses(), draft.notes());
  }

  private String text() {
    List<Line> lines = new ArrayList<>();
    for (Action action : draft.actions()) {
      for (CallDraft call : draft.calls()) {
        if (call.isAlways() && call.cases().getFirst().action().equals(action)) {
          lines.add(new Line(action, comment(call.reason()) + "    " + call.name()));
        }
      }
    }
    for (CallDraft call : draft.conditional()) {
      for (Case one : call.cases()) {
        lines.add(new Line(one.action(), comment(call.reason()) + conditional(call, one)));
      }
    }
    List<String> blocks = blocks(lines);
    StringBuilder text = new StringBuilder("// for " + abi.token() + "\n");
    constants.forEach((name, value) ->
        text.append("#define ").append(name).append(' ').append(number(value)).append('\n'));
    if (!blocks.isEmpty()) {
      text.append("POLICY main {\n").append(String.join(",\n", blocks)).append("\n}\nUSE main\n");
    }
    return text.append("DEFAULT ").append(word(draft.defaultAction())).append('\n').toString();
  }

  /** A call in an action block. */
  private record Line(Action action, String text) {}

  /** {@return the lines in order, neighbours with one action in one block} */
  private static List<String> blocks(List<Line> lines) {
    List<String> blocks = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Action action = lines.get(i).action();
      block.add(lines.get(i).text());
      if (i == lines.size() - 1 || !lines.get(i + 1).action().equals(action)) {
        blocks.add("  " + word(action) + " {\n" + String.join(",\n", block) + "\n  }");
        block.clear();
      }
    }
    return blocks;
  }

  private static String comment(String reason) {
    return reason.isEmpty() ? "" : "    // " + reason.replaceAll("\\s+", " ").strip() + "\n";
  }

  private String conditional(CallDraft call, Case one) {
    if (one.isAlways()) {
      return "    " + call.name();
    }
    List<String> names = names(call);
    String list =
        one.alternatives().stream()
            .map(tests ->
                tests.stream()
                    .map(test -> test(call.name(), test, names))
                    .collect(Collectors.joining(" && ")))
            .collect(Collectors.joining(" ||\n      "));
    return "    " + call.name() + "(" + String.join(", ", names) + ") {\n      " + list + "\n    }";
  }

  /** {@return what to call the arguments: as the kernel does, if kafel takes all of that} */
  private List<String> names(CallDraft call) {
    List<String> names = Syscalls.arguments(abi, call.name()).stream().map(Argument::name).toList();
    int most =
        call.cases().stream()
            .flatMap(one -> one.alternatives().stream().flatMap(List::stream))
            .mapToInt(ArgumentTest::argument)
            .max()
            .orElse(0);
    boolean good =
        most < names.size()
            && names.stream().allMatch(NAME.asMatchPredicate())
            && names.stream().distinct().count() == names.size();
    return good ? names : List.of("arg0", "arg1", "arg2", "arg3", "arg4", "arg5");
  }

  private String test(String call, ArgumentTest test, List<String> names) {
    String argument = names.get(test.argument());
    String left = test.isMasked() ? "(" + argument + " & " + number(test.mask()) + ")" : argument;
    return left + " " + test.op().symbol() + " " + value(call, test);
  }

  /** {@return the value, in a name that the policy then defines where there is one} */
  private String value(String call, ArgumentTest test) {
    Optional<String> name =
        Constants.named(abi, call, test.argument(), test.value())
            .filter(
                named -> named.matches("[A-Z][A-Z0-9_]*") && !ActionParser.WORDS.contains(named));
    if (name.isEmpty()) {
      return number(test.value());
    }
    OptionalLong value = Constants.value(abi, name.get());
    if (value.isEmpty() || value.getAsLong() != test.value()) {
      return number(test.value());
    }
    constants.put(name.get(), test.value());
    return name.get();
  }

  private static String number(long value) {
    return value >= 0 && value < 10 ? Long.toString(value) : "0x" + Long.toHexString(value);
  }

  private static String word(Action action) {
    return switch (action.kind()) {
      case ALLOW -> "ALLOW";
      case LOG -> "LOG";
      case USER_NOTIF -> "USER_NOTIF";
      case KILL_PROCESS -> "KILL_PROCESS";
      case KILL_THREAD -> "KILL";
      case ERRNO -> "ERRNO(" + action.data() + ")";
      case TRAP -> "TRAP(" + action.data() + ")";
      case TRACE -> "TRACE(" + action.data() + ")";
    };
  }
}
