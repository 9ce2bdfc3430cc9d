package callgate.decision;

import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;

/**
 * The widths of tests in conditions that are being found: always 32 or 64 bits, until the call is
 * known whose arguments they are.
 */
final class Widths {
  private static final long LOW = 0xffffffffL;

  private Widths() {}

  /** How many bits of an argument a test of width {@code AUTO} compares. */
  @FunctionalInterface
  interface Usual {
    int of(int argument);
  }

  /** {@return the diagram of a condition whose tests are all of 32 or 64 bits} */
  static int diagram(Diagrams diagrams, Condition condition) {
    return ConditionDiagram.of(
        diagrams, condition, test -> test.width() == Width.BITS_32 ? 32 : 64);
  }

  /** {@return the same condition with {@code AUTO} in place of widths that go without saying} */
  static Condition unsaid(Condition condition, Usual usual) {
    return switch (condition) {
      case Condition.All(var parts) ->
          new Condition.All(parts.stream().map(part -> unsaid(part, usual)).toList());
      case Condition.Any(var parts) ->
          new Condition.Any(parts.stream().map(part -> unsaid(part, usual)).toList());
      case Condition.Not(var part) -> new Condition.Not(unsaid(part, usual));
      case Test test -> unsaid(test, usual);
    };
  }

  private static Test unsaid(Test test, Usual usual) {
    boolean maskedLow = test.mask() != -1 && (test.mask() & ~LOW) == 0;
    int bits = test.width() == Width.BITS_32 ? 32 : 64;
    return maskedLow || usual.of(test.argument()) == bits
        ? new Test(test.argument(), test.op(), test.value(), test.mask(), Width.AUTO)
        : test;
  }
}
