package callgate.kernel;

import callgate.bpf.Instruction;
import callgate.bpf.Opcode;
import callgate.policy.Action;
import java.util.Optional;

/** Says why the kernel refused something, as exactly as its answer and a few questions allow. */
final class Refusal {
  private Refusal() {}

  /**
   * {@return what to throw when a step failed}
   *
   * @param program what was to be executed, if anything
   */
  static RuntimeException of(StepTable.Failure failure, String program, Filter filter) {
    return switch (failure.step().call()) {
      case EXECVE -> CannotExecute.of(program, failure.error());
      case SECCOMP -> ofFilter(filter, failure.error());
      default ->
          new InstallFailed(
              "could not " + failure.step().purpose() + ": " + Errors.describe(failure.error()),
              failure.error());
    };
  }

  /**
   * {@return what to throw when {@code seccomp(2)} refused a filter}
   *
   * @param error what it returned
   */
  static RuntimeException ofFilter(Filter filter, long error) {
    Optional<String> missing = missing(filter, error);
    if (missing.isPresent()) {
      return new NotSupported(missing.get());
    }
    return new InstallFailed("the kernel refused the filter: " + reason(error), error);
  }

  private static Optional<String> missing(Filter filter, long error) {
    if (error == Errors.ENOSYS) {
      return Optional.of("this kernel has no seccomp filters (CONFIG_SECCOMP_FILTER, Linux 3.17)");
    }
    if (error != Errors.EINVAL) {
      return Optional.empty();
    }
    return missingFlag(filter.flags()).or(() -> missingAction(filter));
  }

  private static Optional<String> missingFlag(int flags) {
    return FilterFlags.ALL.stream()
        .filter(flag -> (flags & flag.bit()) != 0 && !flag.isKnown())
        .map(flag -> "this kernel has no filter flag " + flag.name() + ": Linux " + flag.since())
        .findFirst();
  }

  private static Optional<String> missingAction(Filter filter) {
    for (Instruction instruction : filter.program().instructions()) {
      if (instruction.opcode() == Opcode.RET_K) {
        Action.Kind kind = Action.of(instruction.k()).kind();
        if (!Actions.isAvailable(kind)) {
          return Optional.of(
              "this kernel has no action " + kind + ": Linux " + Actions.since(kind));
        }
      }
    }
    return Optional.empty();
  }

  private static String reason(long error) {
    if (error == Errors.EACCES) {
      return "without no_new_privs it takes CAP_SYS_ADMIN to install one";
    }
    if (error == Errors.ENOMEM) {
      return "with those that are installed already, it has more than 32768 instructions";
    }
    if (error == Errors.EBUSY) {
      return "somebody else supervises this process already";
    }
    if (error == Errors.EPERM) {
      return "this process is in a sandbox that forbids it";
    }
    return Errors.describe(error);
  }
}
