package callgate.live;

import callgate.kernel.ProbeAnswer;
import callgate.policy.Action;
import callgate.syscall.Errno;

/** Says what a sandbox does with a call, in the words of policies where they have some. */
public final class AnswerWords {
  private AnswerWords() {}

  /** {@return such as {@code allow}, {@code errno(EPERM)}, {@code kill} or {@code trap}} */
  public static String of(ProbeAnswer answer) {
    if (answer instanceof ProbeAnswer.Fails(int errno)) {
      return "errno(" + Errno.text(errno) + ")";
    }
    if (answer instanceof ProbeAnswer.Passes) {
      return "allow";
    }
    if (answer instanceof ProbeAnswer.Traps) {
      return "trap";
    }
    return answer instanceof ProbeAnswer.Kills ? "kill" : "impossible";
  }

  /**
   * {@return whether that is what a program gets for a call with this action} Whether a thread or
   * its process is killed can't be told from inside, nor what else happens to calls that go on.
   */
  static boolean agrees(ProbeAnswer answer, Action action) {
    return switch (action.kind()) {
      case KILL_PROCESS, KILL_THREAD -> answer instanceof ProbeAnswer.Kills;
      case TRAP -> answer instanceof ProbeAnswer.Traps;
      case ERRNO -> answer instanceof ProbeAnswer.Fails(int errno) && errno == action.data();
      case USER_NOTIF, TRACE ->
          answer instanceof ProbeAnswer.Fails(int errno)
              && errno == Errno.number("ENOSYS").orElseThrow();
      case LOG, ALLOW -> answer instanceof ProbeAnswer.Passes;
    };
  }
}
