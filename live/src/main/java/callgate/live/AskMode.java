package callgate.live;

import callgate.bpf.Permissive;
import callgate.decision.Call;
import callgate.explanation.Escaped;
import callgate.explanation.Explainer;
import callgate.explanation.Explanation;
import callgate.explanation.PolicyChange;
import callgate.explanation.Suggestion;
import callgate.explanation.Violation;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Notification;
import callgate.kernel.NotificationHandler;
import callgate.kernel.Privileges;
import callgate.kernel.Supervisor;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a program under a policy and asks somebody about each call that the policy stops: let it
 * through once, always, which changes the policy, or stop it as the policy says.
 *
 * <p>The answer is about numbers in registers, which can't change while the call waits. What
 * pointers point to can, by another thread: whoever allows {@code openat("/tmp/x")} allows {@code
 * openat} of anything.
 */
public final class AskMode implements NotificationHandler {
  private final Asking asking;
  private final Saving saving;
  private final List<PolicyChange> changes = new ArrayList<>();
  private final Map<Key, Answer> remembered = new HashMap<>();
  private Confinement confinement;
  private Explainer explainer;

  private AskMode(Confinement confinement, Explainer explainer, Asking asking, Saving saving) {
    this.confinement = confinement;
    this.explainer = explainer;
    this.asking = asking;
    this.saving = saving;
  }

  /** What may be done with a call. */
  public enum Answer {
    /** Let it through, this time. */
    ONCE,
    /** Change the policy so that it lets it through. */
    ALWAYS,
    /** Stop it, this time. */
    DENY,
    /** Stop it and all like it, until the program ends. */
    NEVER
  }

  /** Somebody who decides. */
  @FunctionalInterface
  public interface Asking {
    /**
     * {@return the answer}
     *
     * @param call which
     * @param change the smallest change that would let it through, if the policy can be changed
     * @param waiting whether the call still waits: its program may be gone
     */
    Answer ask(BlockedCall call, Optional<Suggestion> change, Waiting waiting) throws IOException;
  }

  /** Tells whether an answer is still wanted. */
  @FunctionalInterface
  public interface Waiting {
    /** {@return whether the call still waits} */
    boolean isWaiting();
  }

  /** Keeps a policy that was changed. */
  @FunctionalInterface
  public interface Saving {
    /** Keeps all changes so far. */
    void save(List<PolicyChange> changes) throws IOException;
  }

  private record Key(int arch, int number, List<Long> values) {
    static Key of(Call call) {
      return new Key(call.arch(), call.number(), Telling.values(call));
    }
  }

  /**
   * Runs a program to its end, and the end of all that it started.
   *
   * @param explainer of the same policy
   * @throws callgate.kernel.CannotExecute when there is no such program
   * @throws callgate.kernel.NotSupported when this kernel can't notify
   */
  public static ExitStatus run(
      Executable program,
      Confinement confinement,
      Explainer explainer,
      Privileges privileges,
      Asking asking,
      Saving saving) {
    AskMode mode = new AskMode(confinement, explainer, asking, saving);
    return Supervisor.run(program, confinement.watched(Permissive::shown), privileges, mode)
        .status();
  }

  /** Called by the supervisor while a call waits. */
  @Override
  public Next notified(Notification notification) {
    Call call = notification.call();
    BlockedCall blocked = BlockedCall.of(notification, call, confinement.outcome(call));
    if (blocked.outcome().action().lets()) {
      return Next.SHOW; // since the policy was changed
    }
    try {
      decide(notification, blocked);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return Next.SHOW;
  }

  private void decide(Notification notification, BlockedCall blocked) throws IOException {
    Key key = Key.of(blocked.call());
    Optional<Suggestion> change =
        confinement.policy().flatMap(_ -> explanation(blocked.call()).fix());
    Answer answer = remembered.get(key);
    if (answer == null) {
      answer = asking.ask(blocked, change, notification::isWaiting);
    }
    switch (answer) {
      case ONCE -> {}
      case ALWAYS -> change(change.orElseThrow().change(), blocked);
      case DENY -> stop(notification, blocked.outcome().action());
      case NEVER -> {
        remembered.put(key, Answer.NEVER);
        stop(notification, blocked.outcome().action());
      }
    }
  }

  private Explanation explanation(Call call) {
    return explainer.explain(Violation.of(call));
  }

  private void change(PolicyChange change, BlockedCall blocked) throws IOException {
    Policy changed = change.applyTo(confinement.policy().orElseThrow());
    confinement = Confinement.of(changed);
    explainer = Explainer.of(changed);
    changes.add(change.because(Escaped.text(blocked.caller().name()) + " needs it"));
    saving.save(List.copyOf(changes));
  }

  /** What only a filter itself can do, a signal comes closest to. */
  private static void stop(Notification notification, Action action) {
    int nothing = Errno.number("ENOSYS").orElseThrow();
    switch (action.kind()) {
      case ERRNO -> notification.refuse(action.data());
      case KILL_PROCESS, KILL_THREAD, TRAP -> {
        notification.kill();
        notification.refuse(nothing);
      }
      default -> notification.refuse(nothing);
    }
  }
}
