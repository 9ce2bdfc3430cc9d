package callgate.lint;

import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * That some software makes a call since one of its releases.
 *
 * @param since the first release that does
 * @param end the first release that does not any more
 * @param bits 32 or 64 where only ABIs of that size are concerned, else 0
 * @param before calls that did the job before, any of them; empty when there was none
 * @param fallback which errors make the software use those again
 * @param users what makes the call
 */
public record LibraryCall(
    Software software,
    Release since,
    Optional<Release> end,
    int bits,
    String call,
    List<String> before,
    Fallback fallback,
    String users) {
  /**
   * Which errors make software go back to the older call.
   *
   * @param any whether all do
   * @param errnos which do, by name, unless all do
   */
  public record Fallback(boolean any, Set<String> errnos) {
    /** {@return whether no error does} */
    public boolean isNone() {
      return !any && errnos.isEmpty();
    }
  }

  /** {@return whether it is about an ABI of that size} */
  public boolean concerns(Abi abi) {
    return bits == 0 || bits == abi.argumentBits();
  }

  /** {@return whether the software goes on when the call gets an action} */
  public boolean livesWith(Action action, Abi abi) {
    return action.kind() == Action.Kind.ERRNO
        && (fallback.any()
            || fallback.errnos().stream()
                .anyMatch(name -> Errno.number(abi, name).equals(OptionalInt.of(action.data()))));
  }

  /**
   * {@return whether software of a target does it} What only some kernels do is not expected unless
   * the target names a kernel.
   */
  boolean isMadeBy(Target target) {
    if (target.isAny()) {
      return software != Software.KERNEL;
    }
    return target
        .release(software)
        .filter(release -> release.compareTo(since) >= 0)
        .filter(release -> end.isEmpty() || release.compareTo(end.get()) < 0)
        .isPresent();
  }

  /**
   * {@return who makes it, such as {@code pthread_create and posix_spawn (glibc 2.34 and later)}}
   */
  public String title() {
    return users
        + " ("
        + software.title()
        + " "
        + since
        + end.map(release -> ", until " + release).orElse(" and later")
        + ")";
  }
}
