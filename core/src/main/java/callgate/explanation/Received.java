package callgate.explanation;

import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Errno;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a program got for a call, as far as a source tells.
 *
 * @param kinds the actions that it may have been
 * @param data the errno, or the value of {@code TRAP} and {@code TRACE}; empty when not known
 */
public record Received(Set<Kind> kinds, OptionalInt data) {
  public Received {
    kinds = Set.copyOf(kinds);
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("a program got something");
    }
  }

  /** {@return what an audit record's {@code code=} says: an action without its data} */
  public static Received of(Kind kind) {
    return new Received(Set.of(kind), OptionalInt.empty());
  }

  /** {@return an error} */
  public static Received errno(int errno) {
    return new Received(Set.of(Kind.ERRNO), OptionalInt.of(errno));
  }

  /** {@return a death by SIGSYS, which three actions cause} */
  public static Received signal() {
    return new Received(
        EnumSet.of(Kind.KILL_PROCESS, Kind.KILL_THREAD, Kind.TRAP), OptionalInt.empty());
  }

  /** {@return whether an action does that} */
  public boolean mayBe(Action action) {
    boolean dataAgrees =
        data.isEmpty() || !action.kind().carriesData() || data.getAsInt() == action.data();
    return kinds.contains(action.kind()) && dataAgrees;
  }

  /** {@return whether the call was let through, and logged} */
  public boolean isLog() {
    return kinds.equals(Set.of(Kind.LOG));
  }

  /** {@return what that is to the program, in words} */
  public String text() {
    if (kinds.size() > 1) {
      return "it was killed by SIGSYS";
    }
    return switch (kinds.iterator().next()) {
      case KILL_PROCESS -> "the process was killed (SIGSYS)";
      case KILL_THREAD -> "the thread was killed (SIGSYS)";
      case TRAP -> "it got the signal SIGSYS";
      case ERRNO ->
          data.isPresent()
              ? "the call failed with " + Errno.text(data.getAsInt())
              : "the call failed with an error";
      case USER_NOTIF -> "a supervisor was asked";
      case TRACE -> "a tracer was asked; without one the call fails with ENOSYS";
      case LOG -> "the call was let through, and logged";
      case ALLOW -> "the call was let through";
    };
  }
}
