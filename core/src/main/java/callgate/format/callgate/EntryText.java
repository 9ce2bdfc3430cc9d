package callgate.format.callgate;

import callgate.format.Actions;
import callgate.policy.Calls;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;

/** Writes single rules as they would stand in a policy. */
public final class EntryText {
  private EntryText() {}

  /** {@return the entries of a rule's section, without dashes} */
  public static List<String> of(Rule rule, List<Abi> abis) {
    EntryWriter writer = new EntryWriter(abis);
    List<String> entries = new ArrayList<>();
    for (Calls calls : rule.calls()) {
      entries.addAll(writer.entries(rule, calls));
    }
    return entries;
  }

  /** {@return a rule as a section on one line, such as {@code allow: [read, write]}} */
  public static String section(Rule rule, List<Abi> abis) {
    List<String> entries = of(rule, abis).stream().map(EntryText::inBrackets).toList();
    return Actions.text(rule.action()) + ": [" + String.join(", ", entries) + "]";
  }

  /** {@return an entry as it stands in a list in brackets} */
  static String inBrackets(String entry) {
    return entry.contains(": ") && !entry.startsWith("{") ? "{ " + entry + " }" : entry;
  }
}
