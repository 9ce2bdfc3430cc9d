package callgate.format.writing;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/** Rules about numbers, in formats that have names only. */
final class NumberedRules {
  private NumberedRules() {}

  /** {@return the same policy with the names of the calls that its numbers belong to} */
  static Policy named(Policy policy) {
    if (policy.rules().stream()
        .allMatch(rule -> rule.calls().stream().allMatch(c -> c instanceof Calls.Named))) {
      return policy;
    }
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Numbered numbered) {
          for (Abi abi : policy.abis()) {
            List<Calls> names = names(abi, numbered);
            if (rule.appliesTo(abi) && !names.isEmpty()) {
              rules.add(rule.about(names).on(List.of(abi)).when(wide(rule.condition())));
            }
          }
        }
        rules.add(rule.about(List.of(calls)));
      }
    }
    return policy.withRules(rules);
  }

  private static List<Calls> names(Abi abi, Calls.Numbered numbered) {
    return Syscalls.names(abi).stream()
        .filter(name -> isIn(numbered, Syscalls.number(abi, name).orElseThrow()))
        .<Calls>map(Calls.Named::new)
        .toList();
  }

  private static boolean isIn(Calls.Numbered range, int number) {
    return Integer.compareUnsigned(range.first(), number) <= 0
        && Integer.compareUnsigned(number, range.last()) <= 0;
  }

  /** {@return the condition with the width that {@code AUTO} is where a call has no name} */
  private static Condition wide(Condition condition) {
    return switch (condition) {
      case Condition.All(var parts) ->
          new Condition.All(parts.stream().map(NumberedRules::wide).toList());
      case Condition.Any(var parts) ->
          new Condition.Any(parts.stream().map(NumberedRules::wide).toList());
      case Condition.Not(var part) -> new Condition.Not(wide(part));
      case Test test ->
          test.width() == Width.AUTO
              ? new Test(test.argument(), test.op(), test.value(), test.mask(), Width.BITS_64)
              : test;
    };
  }
}
