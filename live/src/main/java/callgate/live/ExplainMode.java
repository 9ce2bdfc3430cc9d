package callgate.live;

import callgate.decision.Call;
import callgate.explanation.Escaped;
import callgate.explanation.Explainer;
import callgate.explanation.Explanation;
import callgate.explanation.PolicyChange;
import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Privileges;
import callgate.kernel.StoppedThread;
import callgate.kernel.TraceHandler;
import callgate.kernel.Tracer;
import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program under a policy, enforced, and explains each call that it stops as it happens. The
 * kernel's filter decides, on the registers of the call alone; what is shown of the program's
 * memory is what was there when somebody looked.
 */
public final class ExplainMode implements TraceHandler {
  /** Of one call with arguments that matter, so many are told apart; the rest is counted. */
  private static final int MOST_VARIANTS = 16;

  private static final int SIGSYS = 31;

  private final Optional<Confinement> confinement;
  private final Explainer explainer;
  private final Incidents incidents;
  private final Symbols symbols = new Symbols();
  private final JavaVms vms = new JavaVms(symbols);
  private final List<PolicyChange> changes = new ArrayList<>();
  private final Map<Key, Told> told = new HashMap<>();
  private final Map<Long, Integer> variants = new HashMap<>();
  private final Map<Integer, Incident> last = new HashMap<>();

  private ExplainMode(Optional<Confinement> confinement, Explainer explainer, Incidents incidents) {
    this.confinement = confinement;
    this.explainer = explainer;
    this.incidents = incidents;
  }

  /**
   * How a program ended that was explained.
   *
   * @param changes of the policy that let through what was stopped
   */
  public record Explained(ExitStatus status, List<PolicyChange> changes) {
    public Explained {
      changes = List.copyOf(changes);
    }
  }

  private record Key(int arch, int number, List<Long> values, Received received) {}

  private record Told(Explanation explanation, Places places) {}

  /**
   * Runs a program under a policy to its end, and the end of all that it started.
   *
   * @param explainer of that policy
   * @throws callgate.kernel.CannotExecute when there is no such program, or the policy forbids it
   * @throws callgate.kernel.NotSupported when this kernel or user can't trace
   */
  public static Explained run(
      Executable program,
      Confinement confinement,
      Explainer explainer,
      Privileges privileges,
      Incidents incidents) {
    ExplainMode mode = new ExplainMode(Optional.of(confinement), explainer, incidents);
    Tracer.Traced traced =
        Tracer.refusing(program, confinement.watched(ExplainMode::traced), privileges, mode);
    return mode.end(traced);
  }

  /**
   * Runs a program under the filters that this process runs under, whoever installed them, and
   * explains the calls that they stop.
   */
  public static Explained run(Executable program, Explainer explainer, Incidents incidents) {
    ExplainMode mode = new ExplainMode(Optional.empty(), explainer, incidents);
    Tracer.Traced traced = Tracer.watching(program, mode);
    return mode.end(traced);
  }

  private Explained end(Tracer.Traced traced) {
    incidents.end(traced.status(), traced.complete());
    return new Explained(traced.status(), changes);
  }

  /**
   * {@return what the filter says in place of an action, so that the tracer sees each call that is
   * not executed} The kernel kills and traps by itself. Without a supervisor or a tracer of the
   * policy's own, {@code USER_NOTIF} and {@code TRACE} are {@code ENOSYS}.
   */
  private static Action traced(Action action) {
    return switch (action.kind()) {
      case ERRNO -> Action.trace(action.data());
      case USER_NOTIF, TRACE -> Action.trace(Errno.number("ENOSYS").orElseThrow());
      default -> action;
    };
  }

  @Override
  public void failed(StoppedThread thread, Call call, int errno) {
    report(thread, call, received(call, errno));
  }

  /** What a policy leaves to a supervisor or a tracer is no error of the policy's own. */
  private Received received(Call call, int errno) {
    Optional<Kind> kind =
        confinement
            .map(policy -> policy.outcome(call).action().kind())
            .filter(k -> k != Kind.ERRNO);
    return kind.map(Received::of).orElseGet(() -> Received.errno(errno));
  }

  @Override
  public void trapped(StoppedThread thread, Call call, int data) {
    report(thread, call, new Received(Set.of(Kind.TRAP), OptionalInt.of(data)));
  }

  @Override
  public void ending(StoppedThread thread, Call call) {
    Incident before = last.get(thread.thread());
    if (before != null && before.isTrap() && before.call().equals(call)) {
      return; // The signal that it got was the end of it.
    }
    if (confinement.isEmpty()) {
      report(
          thread,
          call,
          new Received(Set.of(Kind.KILL_PROCESS, Kind.KILL_THREAD), OptionalInt.empty()));
      return;
    }
    Action action = confinement.get().outcome(call).action();
    if (action.kind() == Kind.KILL_PROCESS || action.kind() == Kind.KILL_THREAD) {
      report(thread, call, Received.of(action.kind()));
    }
  }

  @Override
  public void ended(int thread, ExitStatus status) {
    Incident before = last.remove(thread);
    if (before != null) {
      // Of a thread whose process ends too at this moment the kernel reports the process's status.
      boolean hidden = before.isDeadly() && status.signal() == 0;
      incidents.ended(before, hidden ? new ExitStatus(SIGSYS) : status);
    }
  }

  private void report(StoppedThread thread, Call call, Received received) {
    Key key = new Key(call.arch(), call.number(), Telling.values(call), received);
    Violation violation = Violation.of(call).got(received);
    @Nullable Told told = this.told.get(key);
    if (told != null) {
      again(thread, call, told);
      return;
    }
    long kind = (long) call.arch() << 32 | Integer.toUnsignedLong(call.number());
    if (variants.merge(kind, 1, Integer::sum) > MOST_VARIANTS) {
      incidents.again(violation);
      return;
    }
    Explanation explanation = explainer.explain(violation);
    List<Frame> frames = Stack.of(thread, symbols, vms);
    this.told.put(key, new Told(explanation, new Places(frames)));
    Incident incident = Incident.of(thread, call, frames, explanation);
    last.put(thread.thread(), incident);
    explanation
        .fix()
        .map(fix -> fix.change().because(Escaped.text(incident.caller().name()) + " needs it"))
        .ifPresent(changes::add);
    incidents.happened(incident);
  }

  private void again(StoppedThread thread, Call call, Told told) {
    boolean looked = told.places().wantsMore();
    List<Frame> frames = looked ? Stack.of(thread, symbols, vms) : List.of();
    Incident incident = Incident.of(thread, call, frames, told.explanation());
    last.put(thread.thread(), incident);
    if (looked && told.places().add(frames)) {
      incidents.elsewhere(incident);
    } else {
      incidents.again(told.explanation().violation());
    }
  }
}
