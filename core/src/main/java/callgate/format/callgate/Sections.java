package callgate.format.callgate;

import callgate.format.Node;
import callgate.format.Values;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Rule;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sections: actions with the calls that get them. */
final class Sections {
  static final String ORDERED = "ordered";
  static final String GIVEN = "given";

  private static final List<String> WORDS =
      List.of(
          "allow",
          "log",
          "notify",
          "kill",
          "kill_process",
          "kill_thread",
          "trap",
          "trace",
          "errno(EPERM)");

  private final EntryReader entries;

  Sections(EntryReader entries) {
    this.entries = entries;
  }

  /** {@return what is wrong with a word that names no action} */
  static String noAction(String word) {
    if (word.startsWith("errno")) {
      return "there is no error "
          + word
          + "; write errno(EPERM), or the number, at most "
          + Action.MAX_ERRNO;
    }
    return "there is no action "
        + word
        + Spelling.nearest(word, WORDS)
            .map(meant -> "; did you mean " + meant + "?")
            .orElse("; there are " + String.join(", ", WORDS));
  }

  /** {@return the rules of one section, or empty when the key names no action} */
  Optional<List<Rule>> section(Node.Entry section) {
    return ActionReader.read(section.key(), entries.abis())
        .map(action -> rules(action, section.value()));
  }

  private List<Rule> rules(Action action, Node list) {
    List<Rule> rules = new ArrayList<>();
    for (Node entry : Values.items(list)) {
      rules.addAll(entries.rules(entry, action));
    }
    return rules;
  }

  /** {@return the rules of a list of sections whose order counts} */
  List<Rule> ordered(Node list) {
    List<Rule> rules = new ArrayList<>();
    for (Node item : Values.items(list)) {
      for (Node.Entry entry : Values.mapping(item, "an action with calls").entries()) {
        rules.addAll(
            section(entry)
                .orElseThrow(
                    () -> new BadInput(entry.key().position(), noAction(entry.key().text()))));
      }
    }
    return rules;
  }
}
