package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;

/**
 * One system call that programs made.
 *
 * @param number as a filter sees it
 * @param count how often, at least 1
 * @param first the earliest
 * @param values of the arguments that were read, in their order
 */
public record Observation(
    Abi abi, int number, long count, Occurrence first, List<SeenValues> values) {
  public Observation {
    values = List.copyOf(values);
    if (count < 1) {
      throw new IllegalArgumentException("a call that was seen was seen at least once");
    }
  }

  /** {@return its name; empty when the tables don't know the number} */
  public Optional<String> name() {
    return Syscalls.name(abi, number);
  }

  /** {@return its name, or its number where it has none, as people should read it} */
  public String title() {
    return name().orElseGet(() -> Integer.toUnsignedString(number));
  }

  /**
   * {@return what is known about the values of an argument, if every call's was read and they were
   * not too many}
   */
  public Optional<SeenValues> everyValueOf(int argument) {
    for (SeenValues seen : values) {
      if (seen.argument() == argument && !seen.many() && seen.total() == count) {
        return Optional.of(seen);
      }
    }
    return Optional.empty();
  }
}
