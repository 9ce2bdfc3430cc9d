package callgate.live;

import callgate.kernel.ProbeAnswer;
import callgate.live.Sandbox.Tried;
import callgate.live.Sandbox.TriedCall;
import callgate.syscall.Constants;
import callgate.syscall.Groups;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Tells people what a sandbox does: what is stopped, in groups where a whole group is. */
public final class SandboxText {
  private static final int WIDTH = 96;
  private static final int MOST_VALUES = 10;

  private final StringBuilder text = new StringBuilder();

  private SandboxText() {}

  public static String of(Sandbox sandbox) {
    SandboxText text = new SandboxText();
    sandbox.abis().forEach(text::abi);
    return text.text.toString();
  }

  private void abi(Tried tried) {
    String abi = tried.abi().token();
    switch (tried.state()) {
      case MISSING -> {
        text.append(abi).append(": this kernel does not run such programs");
        if (tried.calls().isEmpty()) {
          text.append('\n');
          return;
        }
        text.append("; its filters: ");
      }
      case UNKNOWN, THERE -> text.append(abi).append(": ");
    }
    Map<String, ProbeAnswer> plain = new LinkedHashMap<>();
    List<TriedCall> nameless = new ArrayList<>();
    for (TriedCall call : tried.calls()) {
      if (!call.varied() && call.name().isEmpty()) {
        nameless.add(call);
      } else if (!call.varied()) {
        plain.put(call.name(), call.answer());
      }
    }
    long passing = plain.values().stream().filter(SandboxText::passes).count();
    if (alike(tried.calls())) {
      text.append("every call: ").append(AnswerWords.of(tried.calls().getFirst().answer()));
      text.append('\n');
      return;
    }
    text.append(passing).append(" of ").append(plain.size()).append(" calls pass\n");
    stopped(plain);
    varied(tried, plain);
    nameless(nameless);
  }

  private static boolean alike(List<TriedCall> calls) {
    return !calls.isEmpty()
        && calls.stream().allMatch(call -> call.answer().isSame(calls.getFirst().answer()));
  }

  private static boolean passes(ProbeAnswer answer) {
    return answer instanceof ProbeAnswer.Passes;
  }

  private void stopped(Map<String, ProbeAnswer> plain) {
    Map<String, Set<String>> byAnswer = new LinkedHashMap<>();
    plain.forEach((name, answer) -> {
      if (!passes(answer)) {
        byAnswer.computeIfAbsent(AnswerWords.of(answer), _ -> new TreeSet<>()).add(name);
      }
    });
    byAnswer.forEach((answer, names) -> {
      text.append("  ").append(answer).append(", ").append(Plural.of(names.size(), "call"));
      text.append(":\n");
      Set<String> rest = new TreeSet<>(names);
      List<String> words = new ArrayList<>(groups(names, plain.keySet(), rest));
      words.addAll(rest);
      wrapped(words);
    });
  }

  /** {@return groups all of whose calls on this ABI are among the names; takes them out of rest} */
  private static List<String> groups(Set<String> names, Set<String> all, Set<String> rest) {
    List<String> groups = new ArrayList<>();
    for (String group : Groups.names()) {
      Set<String> members = new HashSet<>(Groups.members(group).orElse(List.of()));
      members.retainAll(all);
      if (group.startsWith("@") && members.size() > 1 && names.containsAll(members)) {
        groups.add(group);
        rest.removeAll(members);
      }
    }
    return groups;
  }

  private void varied(Tried tried, Map<String, ProbeAnswer> plain) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (TriedCall call : tried.calls()) {
      if (call.varied() && !call.answer().isSame(Objects.requireNonNull(plain.get(call.name())))) {
        String key = AnswerWords.of(call.answer()) + ", " + call.name() + " with:";
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value(tried, call));
      }
    }
    values.forEach((key, all) -> {
      text.append("  ").append(key).append('\n');
      List<String> shown = new ArrayList<>(all.subList(0, Math.min(MOST_VALUES, all.size())));
      if (all.size() > MOST_VALUES) {
        shown.add("and " + (all.size() - MOST_VALUES) + " more");
      }
      wrapped(shown);
    });
  }

  private static String value(Tried tried, TriedCall call) {
    for (int i = 0; i < 6; i++) {
      long value = call.call().argument(i);
      if (value != 0) {
        return Constants.text(tried.abi(), call.name(), i, value);
      }
    }
    return "0";
  }

  private void nameless(List<TriedCall> calls) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (TriedCall call : calls) {
      counts.merge(AnswerWords.of(call.answer()), 1, Integer::sum);
    }
    if (!counts.isEmpty() && !(counts.size() == 1 && counts.containsKey("allow"))) {
      text.append("  numbers without a name: ");
      List<String> words = new ArrayList<>();
      counts.forEach((answer, count) -> words.add(answer + " (" + count + ")"));
      text.append(String.join(", ", words)).append('\n');
    }
  }

  private void wrapped(List<String> words) {
    StringBuilder line = new StringBuilder("   ");
    for (String word : words) {
      if (line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(' ').append(word);
    }
    text.append(line).append('\n');
  }
}
