package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action.Kind;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import java.util.List;

/**
 * Whether a process can replace the tracer that decides for it. A filter that it adds can answer
 * USER_NOTIF, which wins over TRACE, and its own listener lets the call go on (seccomp(2), order of
 * actions; seccomp_unotify(2), SECCOMP_USER_NOTIF_FLAG_CONTINUE).
 */
final class ListenerCheck implements Check {
  private static final int SET_MODE_FILTER = 1;
  private static final int NEW_LISTENER = 8;
  private static final Condition INSTALLS =
      new Condition.All(
          List.of(
              Test.of(0, Op.EQ, SET_MODE_FILTER),
              new Test(1, Op.EQ, NEW_LISTENER, NEW_LISTENER, Width.AUTO)));

  @Override
  public List<Finding> check(Subject subject) {
    for (Abi abi : subject.abis()) {
      boolean traces = subject.anywhere(abi, action -> action.kind() == Kind.TRACE);
      if (traces && subject.letsSome(abi, "seccomp")) {
        int set =
            subject
                .sets()
                .and(subject.lets(abi, "seccomp"), subject.holds(abi, "seccomp", INSTALLS));
        if (set != Diagrams.FALSE) {
          return List.of(finding(subject, subject.witness(abi, "seccomp", set)));
        }
      }
    }
    return List.of();
  }

  private static Finding finding(Subject subject, Witness witness) {
    return Finding.of(
            Code.LISTENER,
            subject.position(witness),
            "a tracer decides on some calls, but a process can install a filter with a listener",
            "USER_NOTIF of that filter wins over TRACE, and the process itself answers.",
            "deny seccomp with SECCOMP_FILTER_FLAG_NEW_LISTENER (flags & 8), or use USER_NOTIF,"
                + " which can have one listener only")
        .shownBy(witness);
  }
}
