package callgate.format.callgate;

import callgate.format.Actions;
import callgate.format.Rendering;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a policy in Callgate's own format, which can say all of it. */
final class CallgateWriter {
  private final Policy policy;
  private final EntryWriter entries;
  private final StringBuilder out = new StringBuilder();

  private CallgateWriter(Policy policy) {
    this.policy = policy;
    this.entries = new EntryWriter(policy.abis());
  }

  static Rendering write(Policy policy) {
    CallgateWriter writer = new CallgateWriter(policy);
    writer.header();
    writer.rules();
    return Rendering.text(writer.out.toString(), List.of(), List.of());
  }

  private void header() {
    line(Header.VERSION, "1");
    line(Header.ARCHES, list(policy.abis().stream().map(Abi::token).toList()));
    line(Header.DEFAULT, Actions.text(policy.defaultAction(), policy.abis()));
    if (!policy.foreignAction().equals(Action.KILL_PROCESS)) {
      line(Header.FOREIGN, Actions.text(policy.foreignAction(), policy.abis()));
    }
    newer(policy.newer());
    if (!policy.flags().isEmpty()) {
      line(
          Header.FLAGS,
          list(
              policy.flags().stream()
                  .sorted()
                  .map(f -> f.name().toLowerCase(Locale.ROOT))
                  .toList()));
    }
  }

  private void newer(Newer newer) {
    if (newer instanceof Newer.Since(var kernel, Action action)) {
      line(Header.NEWER, Actions.text(action, policy.abis()));
      line(Header.KERNEL, kernel.toString());
    } else if (newer instanceof Newer.Above(var largest, Action action)) {
      String text = Actions.text(action, policy.abis());
      line(Header.NEWER, "{ action: " + text + ", above: " + numbers(largest) + " }");
    } else if (!policy.defaultAction().lets()) {
      line(Header.NEWER, Header.LIKE_OTHERS);
    }
  }

  private void line(String key, String value) {
    out.append(key).append(": ").append(value).append('\n');
  }

  private static String list(List<String> items) {
    return "[" + String.join(", ", items) + "]";
  }

  private static String numbers(Map<Abi, Integer> largest) {
    String numbers =
        largest.entrySet().stream()
            .sorted((a, b) -> a.getKey().compareTo(b.getKey()))
            .map(entry ->
                entry.getKey().token()
                    + ": "
                    + (entry.getKey() == Abi.X32
                        ? "0x" + Integer.toHexString(entry.getValue())
                        : Integer.toUnsignedString(entry.getValue())))
            .collect(Collectors.joining(", "));
    return numbers.isEmpty() ? "{}" : "{ " + numbers + " }";
  }

  private void rules() {
    Set<Calls> ordered = Disputes.in(policy);
    ordered(ordered);
    Map<String, List<Line>> sections = new LinkedHashMap<>();
    for (Action.Kind kind : SECTION_ORDER) {
      for (Rule rule : policy.rules()) {
        if (rule.action().kind() == kind) {
          List<Line> section =
              sections.computeIfAbsent(
                  Actions.text(rule.action(), policy.abis()), _ -> new ArrayList<>());
          for (Calls calls : rule.calls()) {
            if (!ordered.contains(calls)) {
              entries
                  .entries(rule, calls)
                  .forEach(e -> section.add(new Line(calls, e, rule.reason())));
            }
          }
        }
      }
    }
    sections.forEach(this::section);
  }

  /** What a reader looks for first comes first. */
  private static final List<Action.Kind> SECTION_ORDER =
      List.of(
          Action.Kind.ALLOW,
          Action.Kind.LOG,
          Action.Kind.USER_NOTIF,
          Action.Kind.TRACE,
          Action.Kind.ERRNO,
          Action.Kind.TRAP,
          Action.Kind.KILL_THREAD,
          Action.Kind.KILL_PROCESS);

  /** An entry of a section, which tells the calls that it is about. */
  private record Line(Calls calls, String entry, String reason) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Line that && entry.equals(that.entry) && reason.equals(that.reason);
    }

    @Override
    public int hashCode() {
      return entry.hashCode();
    }
  }

  private void section(String action, List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append('\n').append(action).append(":\n");
    Set<Line> sorted =
        new LinkedHashSet<>(
            lines.stream().sorted((a, b) -> Calls.compare(a.calls, b.calls)).toList());
    for (Line line : sorted) {
      out.append(EntryWriter.line("  ", line.entry(), line.reason()));
    }
  }

  /** Writes the rules whose order counts. */
  private void ordered(Set<Calls> calls) {
    if (calls.isEmpty()) {
      return;
    }
    out.append('\n').append(Sections.ORDERED).append(":\n");
    @Nullable Action last = null;
    for (Rule rule : policy.rules()) {
      for (Calls one : rule.calls()) {
        if (calls.contains(one)) {
          for (String entry : entries.entries(rule, one)) {
            if (!rule.action().equals(last)) {
              out.append("  - ").append(Actions.text(rule.action(), policy.abis())).append(":\n");
              last = rule.action();
            }
            out.append(EntryWriter.line("      ", entry, rule.reason()));
          }
        }
      }
    }
  }
}
