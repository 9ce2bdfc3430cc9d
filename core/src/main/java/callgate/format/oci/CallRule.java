package callgate.format.oci;

import callgate.format.oci.OciProfile.Argument;
import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Multiplexer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a runtime tells libseccomp in one go: an action for a call when all tests hold.
 *
 * @param entry which of the profile's entries it comes from
 * @param tests of distinct arguments, in the order of the arguments
 */
record CallRule(int entry, Action action, List<Argument> tests) {
  CallRule {
    tests = tests.size() < 2 ? List.copyOf(tests) : sorted(tests);
  }

  private static List<Argument> sorted(List<Argument> tests) {
    return tests.stream()
        .sorted((one, other) -> Integer.compare(one.index(), other.index()))
        .toList();
  }

  /** {@return the same rule as libseccomp keeps it for an ABI: without tests of no bit} */
  CallRule on(Abi abi) {
    long counted = abi.argumentBits() == 32 ? 0xffffffffL : -1;
    List<Argument> kept =
        tests.stream().filter(test -> !test.masked() || (test.mask() & counted) != 0).toList();
    return new CallRule(entry, action, kept);
  }

  /** {@return the rule about the first argument instead of whatever it says of that} */
  CallRule through(Multiplexer multiplexer, String carried) {
    List<Argument> changed = new ArrayList<>();
    for (Argument test : tests) {
      if (test.index() != 0) {
        changed.add(test);
      }
    }
    int number = multiplexer.number(carried);
    changed.add(new Argument(Position.of(carried), 0, Condition.Op.EQ, number, -1, false));
    return new CallRule(entry, action, changed);
  }

  boolean isUnconditional() {
    return tests.isEmpty();
  }

  /** {@return the tests as a condition: 64 bits, and of a masked comparison only masked bits} */
  Condition condition() {
    List<Condition> parts =
        tests.stream()
            .<Condition>map(test ->
                new Test(
                    test.index(),
                    test.op(),
                    test.masked() ? test.value() & test.mask() : test.value(),
                    test.mask(),
                    Width.BITS_64))
            .toList();
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }
}
