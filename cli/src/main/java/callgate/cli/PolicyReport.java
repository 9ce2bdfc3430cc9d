package callgate.cli;

import callgate.format.Actions;
import callgate.format.Overview;
import callgate.format.Overview.Entry;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Groups;
import callgate.syscall.Syscalls;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A policy on a page. */
final class PolicyReport {
  private static final int WIDTH = 100;
  private static final int INDENT = 15;
  private static final String OTHERS = "others";

  /** The groups in which people think first; each call is shown in the first that has it. */
  private static final List<String> GROUPS =
      List.of(
          "@file-system",
          "@basic-io",
          "@io-event",
          "@network-io",
          "@process",
          "@signal",
          "@ipc",
          "@timer",
          "@memlock",
          "@resources",
          "@sandbox",
          "@setuid",
          "@keyring",
          "@clock",
          "@mount",
          "@module",
          "@raw-io",
          "@debug",
          "@sync",
          "@aio",
          "@pkey",
          "@obsolete",
          "@privileged",
          "@default");

  private final Policy policy;
  private final StringBuilder out = new StringBuilder();

  private PolicyReport(Policy policy) {
    this.policy = policy;
  }

  /** {@return what a policy allows} */
  static String of(Policy policy) {
    PolicyReport report = new PolicyReport(policy);
    report.header();
    Overview overview = Overview.of(policy);
    if (!overview.ordered().isEmpty()) {
      report.ordered(overview.ordered());
    }
    overview.sections().forEach(report::section);
    return report.out.toString();
  }

  private void header() {
    line("policy", policy.name());
    line("ABIs", joined(policy.abis().stream().map(Abi::token).toList()));
    line("other calls", Actions.text(policy.defaultAction()));
    line("newer calls", newer(policy));
    line("other ABIs", Actions.text(policy.foreignAction()));
    if (!policy.flags().isEmpty()) {
      line(
          "flags",
          joined(
              policy.flags().stream()
                  .sorted()
                  .map(f -> f.name().toLowerCase(Locale.ROOT))
                  .toList()));
    }
  }

  private void line(String title, String text) {
    out.append(title).repeat(' ', 13 - title.length()).append(text).append('\n');
  }

  private static String joined(Collection<String> words) {
    return String.join(", ", words);
  }

  private static String newer(Policy policy) {
    if (policy.newer() instanceof Newer.Since(var kernel, Action action)) {
      return Actions.text(action) + " if they came after Linux " + kernel;
    }
    if (policy.newer() instanceof Newer.Above(var largest, Action action)) {
      return Actions.text(action)
          + " above "
          + largest.entrySet().stream()
              .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
              .map(entry -> number(entry.getKey(), entry.getValue()))
              .collect(Collectors.joining(", "));
    }
    return Actions.text(policy.defaultAction());
  }

  private static String number(Abi abi, int number) {
    return Integer.toUnsignedString(abi == Abi.X32 ? number & ~Abi.X32_BIT : number)
        + " ("
        + abi.token()
        + ")";
  }

  private void ordered(List<Entry> entries) {
    out.append("\nthe first of these that holds decides\n");
    for (Entry entry : entries) {
      entry(entry, Actions.text(entry.action()) + ": ");
    }
  }

  private void section(Overview.Section section) {
    out.append('\n').append(Actions.text(section.action())).append(counts(section)).append('\n');
    grouped(section.calls()).forEach(this::group);
    section.entries().forEach(entry -> entry(entry, ""));
  }

  /**
   * {@return how many of an ABI's calls a section always concerns, and how many under conditions}
   */
  private String counts(Overview.Section section) {
    Abi abi = policy.abis().getFirst();
    long always =
        section.calls().stream().filter(call -> Syscalls.number(abi, call).isPresent()).count();
    long sometimes =
        section.entries().stream()
            .filter(entry -> entry.abis().isEmpty() || entry.abis().contains(abi))
            .map(Entry::call)
            .filter(call -> Syscalls.number(abi, call).isPresent())
            .distinct()
            .count();
    return ": "
        + always
        + (sometimes == 0 ? "" : " and " + sometimes + " under conditions")
        + " of "
        + Syscalls.names(abi).size()
        + " calls of "
        + abi.token();
  }

  private static Map<String, List<String>> grouped(List<String> calls) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    Set<String> rest = new LinkedHashSet<>(calls);
    for (String group : GROUPS) {
      Set<String> members = Set.copyOf(Groups.members(group).orElse(List.of()));
      List<String> here = rest.stream().filter(members::contains).toList();
      if (!here.isEmpty()) {
        groups.put(group.substring(1), here);
        here.forEach(rest::remove);
      }
    }
    if (!rest.isEmpty()) {
      groups.put(OTHERS, List.copyOf(rest));
    }
    return groups;
  }

  private void group(String title, List<String> calls) {
    out.append("  ").append(title).repeat(' ', Math.max(1, INDENT - 2 - title.length()));
    int column = INDENT;
    for (int i = 0; i < calls.size(); i++) {
      String word = calls.get(i) + (i + 1 < calls.size() ? "," : "");
      if (i > 0 && column + 1 + word.length() > WIDTH) {
        out.append('\n').repeat(' ', INDENT);
        column = INDENT;
      } else if (i > 0) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    out.append('\n');
  }

  private void entry(Entry entry, String prefix) {
    StringBuilder text = new StringBuilder(prefix).append(entry.call());
    if (!entry.condition().isEmpty()) {
      text.append(" if ").append(entry.condition());
    }
    if (!entry.abis().isEmpty()) {
      text.append(" on ").append(joined(entry.abis().stream().map(Abi::token).toList()));
    }
    if (!entry.reason().isEmpty()) {
      text.append("  (").append(entry.reason()).append(')');
    }
    out.append(wrapped(text.toString())).append('\n');
  }

  /** {@return a text in lines that end before an operator or a parenthesis} */
  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    String rest = "  " + text;
    while (rest.length() > WIDTH) {
      int cut =
          Math.max(
              rest.lastIndexOf(" || ", WIDTH),
              Math.max(rest.lastIndexOf(" && ", WIDTH), rest.lastIndexOf("  (", WIDTH)));
      if (cut < 8) {
        break;
      }
      lines.append(rest, 0, cut).append('\n');
      rest = "      " + rest.substring(cut).strip();
    }
    return lines.append(rest).toString();
  }
}
