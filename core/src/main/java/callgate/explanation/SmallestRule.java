package callgate.explanation;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Rules about one call. The smallest tests the arguments that choose what the call does: addresses,
 * descriptors, sizes and ids differ from run to run, so that a rule about them would not hold the
 * next time.
 */
final class SmallestRule {
  private static final Position HERE = Position.of("<suggestion>");

  private SmallestRule() {}

  /** {@return a rule about all calls of the number} */
  static Rule whole(Action action, Abi abi, int number) {
    return Syscalls.name(abi, number)
        .map(name -> rule(action, new Calls.Named(name), List.of()))
        .orElseGet(() -> rule(action, new Calls.Numbered(number, number), List.of(abi)));
  }

  private static Rule rule(Action action, Calls calls, List<Abi> abis) {
    return new Rule(List.of(calls), abis, action, Condition.ALWAYS, HERE, "");
  }

  /**
   * {@return a rule about this call; the same as {@link #whole} where there is nothing to test}
   *
   * @param tested arguments that the policy tests, so that they matter whatever they are
   */
  static Rule exact(Violation violation, Abi abi, Set<Integer> tested) {
    Rule whole = whole(Action.ALLOW, abi, violation.number());
    String name = violation.name().orElse("");
    List<Argument> arguments = Syscalls.arguments(abi, name);
    List<Condition> tests = new ArrayList<>();
    for (int i = 0; i < Violation.ARGUMENTS; i++) {
      OptionalLong value = violation.arguments().get(i);
      boolean chooses = i < arguments.size() && chooses(arguments.get(i).kind());
      if (value.isPresent() && (chooses || tested.contains(i))) {
        boolean narrow = Syscalls.argumentBits(abi, name, i) == 32;
        tests.add(Test.of(i, Op.EQ, narrow ? value.getAsLong() & 0xffffffffL : value.getAsLong()));
      }
    }
    if (tests.isEmpty()) {
      return whole;
    }
    return whole.when(tests.size() == 1 ? tests.getFirst() : new Condition.All(tests));
  }

  private static boolean chooses(Argument.Kind kind) {
    return kind == Argument.Kind.COMMAND || kind == Argument.Kind.FLAGS;
  }
}
