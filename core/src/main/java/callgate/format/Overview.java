package callgate.format;

import callgate.format.callgate.Disputes;
import callgate.format.callgate.EntryWriter;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a policy says, sorted as people look for it: by action, those that let calls through first.
 *
 * @param sections one for each action
 * @param ordered what must be read in order, because rules of different actions are about the same
 *     calls: the first that holds decides
 */
public record Overview(List<Section> sections, List<Entry> ordered) {
  /**
   * The calls that get an action.
   *
   * @param calls those that always get it, on all ABIs that have them, in alphabetical order
   * @param entries those that get it under a condition or on some ABIs only
   */
  public record Section(Action action, List<String> calls, List<Entry> entries) {}

  /**
   * One call under a condition.
   *
   * @param call its name, or numbers such as {@code 1000-2000}
   * @param condition a formula; empty when there is none
   * @param abis where it applies; empty for all that have the call
   */
  public record Entry(
      Action action,
      String call,
      String condition,
      List<Abi> abis,
      String reason,
      Position position) {}

  /** {@return what a policy says} */
  public static Overview of(Policy policy) {
    Set<Calls> disputed = Disputes.in(policy);
    EntryWriter writer = new EntryWriter(policy.abis());
    Map<Action.Kind, Map<Action, List<Entry>>> sections = new EnumMap<>(Action.Kind.class);
    List<Entry> ordered = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        List<Entry> target =
            disputed.contains(calls)
                ? ordered
                : sections
                    .computeIfAbsent(rule.action().kind(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(rule.action(), _ -> new ArrayList<>());
        writer.forEach(
            rule,
            calls,
            (formulas, condition, abis) ->
                target.add(
                    new Entry(
                        rule.action(),
                        EntryWriter.label(calls),
                        formulas.formula(condition),
                        abis,
                        rule.reason(),
                        rule.position())));
      }
    }
    List<Section> sorted = new ArrayList<>();
    for (Map<Action, List<Entry>> ofKind : List.copyOf(sections.values()).reversed()) {
      ofKind.forEach((action, entries) -> sorted.add(section(action, entries)));
    }
    return new Overview(sorted, ordered);
  }

  private static Section section(Action action, List<Entry> entries) {
    Set<String> calls = new TreeSet<>();
    List<Entry> rest = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.condition().isEmpty() && entry.abis().isEmpty()) {
        calls.add(entry.call());
      } else {
        rest.add(entry);
      }
    }
    rest.sort((a, b) -> a.call().compareTo(b.call()));
    return new Section(action, List.copyOf(calls), rest);
  }
}
