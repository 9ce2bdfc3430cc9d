package callgate.decision;

import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;

/**
 * The widths of tests in conditions that are being found: always 32 or 64 bits, until the call is
 * known whose arguments they are.
 */
final class Widths {
  private static final long LOW = 0xffffffffL;

  private Widths() {}

  /** {@return the diagram of a condition whose tests are all of 32 or 64 bits} */
  static int diagram(Diagrams diagrams, Condition condition) {
    return ConditionDiagram.of(
        diagrams, condition, test -> test.width() == Width.BITS_32 ? 32 : 64);
  }

  /**
   * {@return the same condition about certain calls, with {@code AUTO} in place of widths that go
   * without saying}
   */
  static Condition unsaid(Condition condition, Abi abi, Calls calls) {
    if (condition instanceof Condition.All(var parts)) {
      return new Condition.All(parts.stream().map(part -> unsaid(part, abi, calls)).toList());
    }
    if (condition instanceof Condition.Any(var parts)) {
      return new Condition.Any(parts.stream().map(part -> unsaid(part, abi, calls)).toList());
    }
    return condition instanceof Condition.Not(var part)
        ? new Condition.Not(unsaid(part, abi, calls))
        : unsaid((Test) condition, abi, calls);
  }

  private static Test unsaid(Test test, Abi abi, Calls calls) {
    boolean maskedLow = test.mask() != -1 && (test.mask() & ~LOW) == 0;
    int bits = test.width() == Width.BITS_32 ? 32 : 64;
    Test usual = with(Width.AUTO, test);
    if (maskedLow || PolicyEvaluator.comparedBits(usual, abi, calls) == bits) {
      return usual;
    }
    return bits == 64 && abi.argumentBits() == 32 ? with(Width.WHOLE, test) : test;
  }

  private static Test with(Width width, Test test) {
    return new Test(test.argument(), test.op(), test.value(), test.mask(), width);
  }
}
