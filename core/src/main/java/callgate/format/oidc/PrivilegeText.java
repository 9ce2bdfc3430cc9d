package callgate.format.oidc;

import callgate.format.callgate.Formula;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands after a call: a condition, or words that nobody enforces. */
final class PrivilegeText {
  private static final Pattern COMPARISON = Pattern.compile("[=<>&!]");
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Pattern VALUES = Pattern.compile("([A-Za-z_]\\w*(?::\\w+)?)=([^=].*)");
  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr");

  private final PrivilegeLine line;
  private final Abi abi;

  PrivilegeText(PrivilegeLine line, Abi abi) {
    this.line = line;
    this.abi = abi;
  }

  /**
   * {@return the condition; empty when there is none}
   *
   * @throws BadInput where something is compared that can't be
   */
  Optional<Condition> condition() {
    if (!COMPARISON.matcher(line.text()).find()) {
      return Optional.empty();
    }
    Optional<Condition> values = values();
    return values.isPresent()
        ? values
        : Optional.of(Formula.of(line.text(), line.word(), abi, this::place));
  }

  private Position place(int offset) {
    Position start = line.textAt();
    return new Position(start.file(), start.line(), start.column() + offset);
  }

  /** {@return the condition of words such as {@code fd=1,2}} */
  private Optional<Condition> values() {
    List<Condition> all = new ArrayList<>();
    Matcher words = WORD.matcher(line.text());
    while (words.find()) {
      Matcher word = VALUES.matcher(words.group());
      if (!word.matches()) {
        return Optional.empty();
      }
      int start = words.start();
      List<Condition> any = new ArrayList<>();
      for (String value : word.group(2).split(",", -1)) {
        String formula = word.group(1) + " == (" + value + ")";
        any.add(Formula.of(formula, line.word(), abi, _ -> place(start)));
      }
      all.add(any.size() == 1 ? any.getFirst() : new Condition.Any(any));
    }
    return Optional.of(all.size() == 1 ? all.getFirst() : new Condition.All(all));
  }

  /** {@return what to say of words that are no condition} */
  String notEnforced() {
    return "the text after "
        + line.word()
        + " is not enforced: "
        + line.text()
        + suggestion().map(text -> "; write " + line.word() + " " + text).orElse("");
  }

  /** {@return the condition that the words may be meant as} */
  private Optional<String> suggestion() {
    List<Argument> arguments = Syscalls.arguments(abi, line.word());
    String[] alternatives = line.text().split("\\|", -1);
    boolean streams = true;
    List<String> numbers = new ArrayList<>();
    for (String alternative : alternatives) {
      int number = STREAMS.indexOf(alternative.strip());
      streams &= number >= 0;
      numbers.add(Integer.toString(number));
    }
    if (streams && !arguments.isEmpty() && arguments.getFirst().name().equals("fd")) {
      return Optional.of("fd=" + String.join(",", numbers));
    }
    String[] words = line.text().split("\\s+", -1);
    List<String> meant = new ArrayList<>();
    for (int i = 0; i < words.length && i < arguments.size(); i++) {
      if (Constants.value(abi, words[i]).isEmpty()) {
        return Optional.empty();
      }
      meant.add(arguments.get(i).name() + "=" + words[i]);
    }
    return meant.isEmpty()
        ? Optional.empty()
        : Optional.of(meant.stream().collect(Collectors.joining(" ")));
  }
}
