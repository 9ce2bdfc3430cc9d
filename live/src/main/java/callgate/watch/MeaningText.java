package callgate.watch;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.NumberMap;
import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Says in a few words what a filter means that is like no known policy. */
final class MeaningText {
  private static final int FEW = 4;

  private MeaningText() {}

  /** {@return such as {@code allows all but mkdir} or {@code allows 57 of 373 calls, else kill}} */
  static String of(Meaning meaning, Abi abi) {
    NumberMap map = meaning.map(abi.auditArch());
    List<String> refused = new ArrayList<>();
    List<String> allowed = new ArrayList<>();
    List<String> depends = new ArrayList<>();
    Map<Integer, Integer> answers = new HashMap<>();
    for (String name : Syscalls.names(abi)) {
      OptionalInt number = Syscalls.number(abi, name);
      if (number.isEmpty()) {
        continue;
      }
      int node = map.nodeOf(number.getAsInt());
      if (!Diagrams.isLeaf(node)) {
        depends.add(name);
        continue;
      }
      int value = meaning.evaluate(Call.of(abi, number.getAsInt(), new long[6]));
      if (Action.of(value).lets()) {
        allowed.add(name);
      } else {
        refused.add(name);
        answers.merge(value, 1, Integer::sum);
      }
    }
    int all = allowed.size() + refused.size() + depends.size();
    String conditions = depends.isEmpty() ? "" : ", " + depends.size() + " by their arguments";
    if (refused.isEmpty()) {
      return depends.isEmpty() ? "allows all calls" : "allows all calls" + conditions;
    }
    String otherwise = answer(answers);
    if (refused.size() <= FEW) {
      return "allows all but " + String.join(", ", refused) + " (" + otherwise + ")" + conditions;
    }
    String which =
        allowed.size() <= FEW && !allowed.isEmpty()
            ? "allows only " + String.join(", ", allowed)
            : "allows " + allowed.size() + " of " + all + " calls";
    return which + conditions + ", else " + otherwise;
  }

  /** {@return the actions that refused calls get, the most frequent first} */
  private static String answer(Map<Integer, Integer> answers) {
    return answers.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> text(Action.of(entry.getKey())))
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static String text(Action action) {
    return action.kind() == Action.Kind.ERRNO
        ? Errno.name(action.data()).orElse("errno " + action.data())
        : action.kind().name().toLowerCase(Locale.ROOT);
  }
}
