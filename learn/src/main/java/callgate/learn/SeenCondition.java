package callgate.learn;

import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The condition that the arguments of a call met whenever it was seen: a command was one of those
 * that were seen, flags had no bits but those that were seen. Each argument by itself; what can't
 * be known is not tested.
 */
final class SeenCondition {
  private SeenCondition() {}

  static Condition of(Observation seen) {
    List<Condition> parts = new ArrayList<>();
    String name = seen.title();
    List<Argument> arguments = Syscalls.arguments(seen.abi(), name);
    for (int index : TestableArguments.of(seen.abi(), name)) {
      Optional<SeenValues> known = seen.everyValueOf(index);
      if (known.isPresent()) {
        long counted = Syscalls.argumentBits(seen.abi(), name, index) == 32 ? 0xffffffffL : -1L;
        SortedSet<Long> values = new TreeSet<>(Long::compareUnsigned);
        known.get().counts().keySet().forEach(value -> values.add(value & counted));
        parts.add(
            arguments.get(index).kind() == Argument.Kind.FLAGS
                ? onlyBits(index, values, counted)
                : oneOf(index, values));
      }
    }
    return parts.isEmpty()
        ? Condition.ALWAYS
        : parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private static Condition oneOf(int index, SortedSet<Long> values) {
    List<Condition> tests = new ArrayList<>();
    values.forEach(value -> tests.add(Test.of(index, Op.EQ, value)));
    return tests.size() == 1 ? tests.getFirst() : new Condition.Any(tests);
  }

  private static Condition onlyBits(int index, SortedSet<Long> values, long counted) {
    long bits = 0;
    for (long value : values) {
      bits |= value;
    }
    return new Test(index, Op.EQ, 0, ~bits & counted, Width.AUTO);
  }
}
