package callgate.lint;

import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What happens to calls that no kernel has yet: libraries will try them before older ones, and
 * expect ENOSYS from a kernel that lacks them.
 */
final class UnknownCallsCheck implements Check {
  /** Some years of new calls. */
  private static final int AHEAD = 40;

  @Override
  public List<Finding> check(Subject subject) {
    Set<Abi> abis = new LinkedHashSet<>();
    Set<Action> actions = new LinkedHashSet<>();
    for (Abi abi : subject.usable()) {
      int number = future(abi);
      Set<Action> answers = subject.sets().actions(subject.node(abi, number));
      if (answers.stream().anyMatch(action -> isTrouble(action, abi))) {
        abis.add(abi);
        actions.addAll(answers);
      }
    }
    if (abis.isEmpty()) {
      return List.of();
    }
    Abi abi = abis.iterator().next();
    int node = subject.node(abi, future(abi));
    int set = subject.sets().where(node, action -> isTrouble(action, abi));
    return List.of(
        Finding.of(
                Code.UNKNOWN_CALLS,
                subject.position(),
                "calls that are newer than Linux "
                    + Syscalls.newest()
                    + " get "
                    + Words.actions(actions)
                    + " on "
                    + Words.abis(abis),
                "C libraries try new calls first and go back to older ones only after ENOSYS, so the"
                    + " next library or kernel breaks programs.",
                "give numbers above those of a kernel that the policy knows ENOSYS"
                    + (subject.snippet() == Snippet.CALLGATE
                        ? " (newer: errno(ENOSYS), kernel: " + Syscalls.newest() + ")"
                        : "; where the format can't say that, callgate compile can"))
            .shownBy(
                subject.witness(abi, subject.sets().member(set, abi.auditArch(), future(abi)))));
  }

  /** {@return a number that no kernel has given to a call} */
  static int future(Abi abi) {
    return Syscalls.largest(abi, Syscalls.newest()) + AHEAD;
  }

  private static boolean isTrouble(Action action, Abi abi) {
    return switch (action.kind()) {
      case KILL_PROCESS, KILL_THREAD, TRAP -> true;
      case ERRNO -> !LibraryCallCheck.isError(action, "ENOSYS", abi);
      case USER_NOTIF, TRACE, LOG, ALLOW -> false;
    };
  }
}
