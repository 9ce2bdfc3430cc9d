package callgate.live;

import callgate.kernel.ProbeAnswer;
import callgate.policy.Action;
import callgate.syscall.Errno;

/** Says what a sandbox does with a call, in the words of policies where they have some. */
public final class AnswerWords {
  private AnswerWords() {}

  /** {@return such as {@code allow}, {@code errno(EPERM)}, {@code kill} or {@code trap}} */
  public static String of(ProbeAnswer answer) {
    return switch (answer) {
      case ProbeAnswer.Passes _ -> "allow";
      case ProbeAnswer.Fails(int errno) -> "errno(" + Errno.text(errno) + ")";
      case ProbeAnswer.Traps _ -> "trap";
      case ProbeAnswer.Kills _ -> "kill";
      case ProbeAnswer.Impossible _ -> "impossible";
    };
  }

  /**
   * {@return whether that is what a program gets for a call with this action} Whether a thread or
   * its process is killed can't be told from inside, nor what else happens to calls that go on.
   */
  static boolean agrees(ProbeAnswer answer, Action action) {
    return switch (answer) {
      case ProbeAnswer.Passes _ -> action.lets();
      case ProbeAnswer.Fails(int errno) ->
          switch (action.kind()) {
            case ERRNO -> action.data() == errno;
            case USER_NOTIF, TRACE -> errno == Errno.number("ENOSYS").orElseThrow();
            default -> false;
          };
      case ProbeAnswer.Traps _ -> action.kind() == Action.Kind.TRAP;
      case ProbeAnswer.Kills _ ->
          action.kind() == Action.Kind.KILL_PROCESS || action.kind() == Action.Kind.KILL_THREAD;
      case ProbeAnswer.Impossible _ -> false;
    };
  }
}
