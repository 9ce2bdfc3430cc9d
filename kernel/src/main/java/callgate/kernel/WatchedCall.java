package callgate.kernel;

import callgate.decision.Call;
import java.util.Optional;

/**
 * A call that has to do with filters, as the kernel saw it.
 *
 * @param kind what happened
 * @param time in nanoseconds since 1970
 * @param thread which made the call
 * @param process its process
 * @param parent the process's parent
 * @param user the real user id
 * @param command the thread's name
 * @param call with its arguments
 * @param result what it returned, an errno negated; 0 where it did not return
 * @param data what the filter's answer came with, where that is known
 * @param place where the process is
 * @param filter what was installed
 */
public record WatchedCall(
    Kind kind,
    long time,
    int thread,
    int process,
    int parent,
    int user,
    String command,
    Call call,
    long result,
    int data,
    KernelPlace place,
    Optional<CapturedFilter> filter) {
  /** What happened. */
  public enum Kind {
    /** {@code seccomp} or {@code prctl(PR_SET_SECCOMP or PR_SET_NO_NEW_PRIVS)} returned. */
    FILTER_CALL,
    /** A filter answered the call, or whoever the filter asked: with an errno or a value. */
    ANSWERED,
    /** SIGSYS went to a handler. */
    TRAPPED,
    /** SIGSYS ended the process, which had no handler for it. */
    TRAPPED_DEADLY,
    KILLED_PROCESS,
    KILLED_THREAD
  }
}
