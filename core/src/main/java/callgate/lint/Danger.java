package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import callgate.syscall.Constants;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A call that does harm, with all arguments or with some.
 *
 * @param title what people call it, such as {@code ioctl(TIOCSTI)}
 * @param argument the kernel's name of the argument that decides; null when all arguments do harm
 * @param tests what it is then: a test for each, of which all must hold
 */
record Danger(String title, String call, @Nullable String argument, List<Value> tests) {
  /** A test of the argument: {@code (argument & mask) op value}. */
  record Value(long mask, Op op, ToLongFunction<Abi> value) {
    Value(long mask, Op op, long value) {
      this(mask, op, _ -> value);
    }
  }

  /** Harmful with whatever arguments. */
  static Danger always(String call) {
    return new Danger(call, call, null, List.of());
  }

  /** Harmful where an argument has a value. */
  static Danger equal(String call, String argument, long value) {
    return new Danger(call, call, argument, List.of(new Value(-1, Op.EQ, value)));
  }

  /** Harmful where an argument has the value of a name, which is another on each ABI. */
  static Danger named(String call, String argument, String name) {
    Value value = new Value(-1, Op.EQ, abi -> Constants.value(abi, name).orElseThrow());
    return new Danger(call + "(" + name + ")", call, argument, List.of(value));
  }

  /** Harmful where an argument has one of some bits. */
  static Danger anyBit(String call, String argument, long bits) {
    return new Danger(call, call, argument, List.of(new Value(bits, Op.NE, 0)));
  }

  /** Harmful where an argument has all of some bits. */
  static Danger allBits(String call, String argument, long bits) {
    return new Danger(call, call, argument, List.of(new Value(bits, Op.EQ, bits)));
  }

  /** Harmful where an argument lacks some bit. */
  static Danger withoutBit(String call, String argument, long bit) {
    return new Danger(call, call, argument, List.of(new Value(bit, Op.EQ, 0)));
  }

  /** {@return the same, but harmless where the argument has one value} */
  Danger butNot(long value) {
    return new Danger(
        title, call, argument, List.of(tests.getFirst(), new Value(-1, Op.NE, value)));
  }

  /** {@return the same, called otherwise} */
  Danger named(String title) {
    return new Danger(title, call, argument, tests);
  }

  /** {@return the harmful arguments that a subject lets through on an ABI} */
  int reachable(Subject subject, Abi abi) {
    int lets = subject.lets(abi, call);
    return lets == Diagrams.FALSE ? lets : subject.sets().and(lets, harmful(subject, abi));
  }

  /** {@return the harmful arguments on an ABI that has the call} */
  int harmful(Subject subject, Abi abi) {
    if (argument == null) {
      return Diagrams.TRUE;
    }
    OptionalInt index = Syscalls.argumentIndex(abi, call, argument);
    if (index.isEmpty()) {
      return Diagrams.FALSE;
    }
    List<Condition> all =
        tests.stream()
            .<Condition>map(test ->
                new Test(
                    index.getAsInt(),
                    test.op(),
                    test.value().applyAsLong(abi),
                    test.mask(),
                    Width.AUTO))
            .toList();
    return subject.holds(abi, call, new Condition.All(all));
  }
}
