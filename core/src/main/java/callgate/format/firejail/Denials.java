package callgate.format.firejail;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What filters stop, sorted as the kernel weighs it where several are installed: the harder action
 * wins, and among equal ones the filter that was installed last, which is what firejail made first.
 */
final class Denials {
  private final List<Denial> all = new ArrayList<>();

  private record Denial(int turn, Rule rule) {}

  /**
   * Adds a rule.
   *
   * @param turn when firejail makes its filter, compared with others
   */
  void add(int turn, Rule rule) {
    all.add(new Denial(turn, rule));
  }

  void add(
      int turn,
      Abi abi,
      Collection<? extends Calls> calls,
      Action action,
      Condition condition,
      Position position) {
    if (!calls.isEmpty()) {
      add(turn, new Rule(List.copyOf(calls), List.of(abi), action, condition, position, ""));
    }
  }

  /** {@return the rules in an order in which the first that holds decides} */
  List<Rule> sorted() {
    List<Denial> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.comparing((Denial denial) -> denial.rule().action().kind())
            .thenComparingInt(Denial::turn));
    return sorted.stream().map(Denial::rule).toList();
  }

  /** {@return the calls that some rule on an ABI is about} */
  List<Calls> calls(Abi abi) {
    return all.stream()
        .filter(denial -> denial.rule().appliesTo(abi))
        .flatMap(denial -> denial.rule().calls().stream())
        .distinct()
        .toList();
  }
}
