package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The definition of what a policy does with a call, in the plainest form: everything else that
 * answers this question is checked against it.
 */
public final class PolicyEvaluator {
  private PolicyEvaluator() {}

  /** {@return what the policy does with a call} */
  public static Action decide(Policy policy, Call call) {
    for (Abi abi : policy.abis()) {
      if (abi.auditArch() == call.arch() && abi.owns(call.number())) {
        return decide(policy, abi, call);
      }
    }
    return aboveAction(policy, call).orElse(policy.foreignAction());
  }

  private static Action decide(Policy policy, Abi abi, Call call) {
    return decidingRule(policy, abi, call)
        .map(Rule::action)
        .or(() -> newerAction(policy, abi, call))
        .orElse(policy.defaultAction());
  }

  /** {@return the first rule that matches the call on that ABI} */
  public static Optional<Rule> decidingRule(Policy policy, Abi abi, Call call) {
    for (Rule rule : policy.rules()) {
      if (rule.appliesTo(abi)) {
        for (Calls calls : rule.calls()) {
          if (concerns(calls, abi, call.number()) && holds(rule.condition(), abi, calls, call)) {
            return Optional.of(rule);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean concerns(Calls calls, Abi abi, int number) {
    if (calls instanceof Calls.Named(String name)) {
      OptionalInt own = Syscalls.number(abi, name);
      return own.isPresent() && own.getAsInt() == number;
    }
    Calls.Numbered range = (Calls.Numbered) calls;
    return Integer.compareUnsigned(range.first(), number) <= 0
        && Integer.compareUnsigned(number, range.last()) <= 0;
  }

  private static Optional<Action> newerAction(Policy policy, Abi abi, Call call) {
    int number = call.number();
    if (!(policy.newer() instanceof Newer.Since(KernelVersion kernel, Action action))) {
      return aboveAction(policy, call);
    }
    boolean above = Integer.compareUnsigned(number, Syscalls.largest(abi, kernel)) > 0;
    boolean later =
        Syscalls.name(abi, number)
            .flatMap(name -> Syscalls.since(abi, name))
            .filter(since -> since.compareTo(kernel) > 0)
            .isPresent();
    boolean known = Syscalls.name(abi, number).isPresent() && !later;
    return later || (above && !known) ? Optional.of(action) : Optional.empty();
  }

  /**
   * {@return the action for numbers above a limit, whether or not an ABI of the policy owns them}
   */
  private static Optional<Action> aboveAction(Policy policy, Call call) {
    if (policy.newer() instanceof Newer.Above above) {
      for (Abi abi : policy.abis()) {
        Integer limit = above.largest().get(abi);
        if (limit != null
            && Newer.Above.compares(abi, call.arch(), call.number())
            && Integer.compareUnsigned(call.number(), limit) > 0) {
          return Optional.of(above.action());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Condition condition, Abi abi, Calls calls, Call call) {
    if (condition instanceof Condition.All(var parts)) {
      for (Condition part : parts) {
        if (!holds(part, abi, calls, call)) {
          return false;
        }
      }
      return true;
    }
    if (condition instanceof Condition.Any(var parts)) {
      for (Condition part : parts) {
        if (holds(part, abi, calls, call)) {
          return true;
        }
      }
      return false;
    }
    if (condition instanceof Condition.Not(var part)) {
      return !holds(part, abi, calls, call);
    }
    Test test = (Test) condition;
    long counted = comparedBits(test, abi, calls) == 32 ? 0xffffffffL : -1L;
    return test.op()
        .holds(call.argument(test.argument()) & test.mask() & counted, test.value() & counted);
  }

  /** {@return how many low bits of the argument a test compares: 32 or 64} */
  static int comparedBits(Test test, Abi abi, Calls calls) {
    if (test.argument() == Test.INSTRUCTION_POINTER || test.width() == Width.WHOLE) {
      return 64;
    }
    if (abi.argumentBits() == 32) {
      return 32;
    }
    return switch (test.width()) {
      case BITS_32 -> 32;
      case BITS_64, WHOLE -> 64;
      case AUTO ->
          calls instanceof Calls.Named(String name)
              ? Syscalls.argumentBits(abi, name, test.argument())
              : 64;
    };
  }
}
