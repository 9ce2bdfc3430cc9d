package callgate.lint;

import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import java.util.List;

/**
 * What happens to the number -1, which a tracer sets to skip a call (ptrace(2)): the kernel asks
 * the filter about it since 4.8. libseccomp has {@code SCMP_FLTATR_API_TSKIP} for it.
 */
final class SkippedCallCheck implements Check {
  private static final int SKIPPED = -1;

  @Override
  public List<Finding> check(Subject subject) {
    List<Abi> killed =
        subject.usable().stream().filter(abi -> abi != Abi.X32 && kills(subject, abi)).toList();
    if (killed.isEmpty()) {
      return List.of();
    }
    Abi abi = killed.getFirst();
    int node = subject.node(abi, SKIPPED);
    int set = subject.sets().where(node, SkippedCallCheck::kills);
    return List.of(
        Finding.of(
                Code.SKIPPED_CALL,
                subject.position(),
                "the call number -1 gets "
                    + Words.actions(subject.sets().actions(node))
                    + " on "
                    + Words.abis(killed),
                "A tracer sets it to skip a call: strace's fault injection, gVisor's ptrace platform"
                    + " and user-mode Linux do.",
                "let the number -1 through, or give it ENOSYS, where programs are traced like that")
            .shownBy(subject.witness(abi, subject.sets().member(set, abi.auditArch(), SKIPPED))));
  }

  private static boolean kills(Subject subject, Abi abi) {
    return subject.sets().actions(subject.node(abi, SKIPPED)).stream()
        .anyMatch(SkippedCallCheck::kills);
  }

  private static boolean kills(Action action) {
    return action.kind() == Kind.KILL_PROCESS
        || action.kind() == Kind.KILL_THREAD
        || action.kind() == Kind.TRAP;
  }
}
