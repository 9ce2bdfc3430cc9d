package callgate.watch;

import callgate.decision.Call;
import callgate.explanation.Violation;
import java.util.List;
import java.util.Optional;

/**
 * Something that was seen.
 *
 * @param time in nanoseconds since 1970
 * @param subject who did it
 * @param event what was done
 */
public record Sighting(long time, Subject subject, Event event) {
  /** What was done. */
  public sealed interface Event {}

  /**
   * A call that has to do with filters returned.
   *
   * @param call with its arguments
   * @param retval what it returned, an errno negated
   * @param arch the ABI, such as {@code x86_64}
   * @param name {@code seccomp} or {@code prctl}
   * @param operation such as {@code SECCOMP_SET_MODE_FILTER}
   * @param flags by name
   * @param result what it returned, in words
   * @param facts what is known of the filter
   */
  public record FilterCall(
      Call call,
      long retval,
      String arch,
      String name,
      String operation,
      List<String> flags,
      String result,
      Optional<FilterFacts> facts)
      implements Event {
    public FilterCall {
      flags = List.copyOf(flags);
    }

    /** {@return the same, with what is known of the filter} */
    FilterCall with(FilterFacts known) {
      return new FilterCall(call, retval, arch, name, operation, flags, result, Optional.of(known));
    }

    /** {@return whether it only gave up new privileges} */
    public boolean isPrivileges() {
      return operation.equals(FilterCallReader.NO_NEW_PRIVILEGES);
    }
  }

  /**
   * A filter did not simply let a call through.
   *
   * @param violation the call, and what the program got for it
   * @param result what the call returned, an errno negated; 0 where it did not return
   * @param outcome in words, such as {@code EACCES} or {@code killed the process}
   * @param action the filter's, as rules are named: {@code errno}, {@code trap}, {@code
   *     kill_process}, {@code kill_thread}, {@code log}
   */
  public record Blocked(Violation violation, long result, String outcome, String action)
      implements Event {
    /** {@return the name of the call, or its number} */
    public String name() {
      return violation.name().orElseGet(() -> "#" + Integer.toUnsignedString(violation.number()));
    }

    /** {@return the ABI, or the arch value} */
    public String arch() {
      return violation
          .abi()
          .map(callgate.syscall.Abi::token)
          .orElseGet(() -> "0x" + Integer.toHexString(violation.arch()));
    }
  }

  /** {@return the same in another container} */
  Sighting in(Subject.Container container) {
    return new Sighting(time, subject.in(container), event);
  }

  /** {@return what kind of event it is, as filters and counters name it} */
  public String kind() {
    return switch (event) {
      case FilterCall call -> call.isPrivileges() ? "privileges" : "filter";
      case Blocked _ -> "violation";
    };
  }
}
