package callgate.kernel;

import java.util.Optional;

/** What is missing when the kernel refuses a step of eBPF. */
final class EbpfProblem {
  private EbpfProblem() {}

  /**
   * {@return why something was refused}
   *
   * @param step as "eBPF could not ..." goes on
   * @param error an errno, negated
   */
  static NotSupported of(String step, long error) {
    return new NotSupported("eBPF could not " + step + ": " + why(error));
  }

  private static String why(long error) {
    if (error == Errors.ENOSYS) {
      return "this kernel was built without CONFIG_BPF_SYSCALL";
    }
    if (error == Errors.EPERM || error == Errors.EACCES) {
      return missingCapability().orElse("refused, as a filter or security module may do")
          + "; root of the machine has what it takes";
    }
    if (error == Errors.EINVAL) {
      return "this kernel knows no such thing; it takes Linux 5.11";
    }
    if (error == Errors.ENOMEM) {
      return "not enough memory";
    }
    return Errors.describe(error);
  }

  private static Optional<String> missingCapability() {
    ThreadStatus status = ThreadStatus.ofThread(SystemCall.GETTID.call());
    if (Capability.CAP_SYS_ADMIN.isEffective(status)) {
      return Optional.empty();
    }
    boolean bpf = Capability.CAP_BPF.isEffective(status);
    boolean perfmon = Capability.CAP_PERFMON.isEffective(status);
    return bpf && perfmon
        ? Optional.empty()
        : Optional.of(
            "needs "
                + (bpf ? "" : "CAP_BPF")
                + (!bpf && !perfmon ? " and " : "")
                + (perfmon ? "" : "CAP_PERFMON")
                + ", or CAP_SYS_ADMIN");
  }
}
