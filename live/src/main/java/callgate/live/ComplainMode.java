package callgate.live;

import callgate.bpf.Permissive;
import callgate.decision.Call;
import callgate.kernel.CallCount;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Notification;
import callgate.kernel.NotificationHandler;
import callgate.kernel.Privileges;
import callgate.kernel.Recording;
import callgate.kernel.Supervisor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a program under a policy that stops nothing: each call that the policy would stop is
 * reported, once, and goes on. Calls that the policy allows are decided by the kernel alone and
 * cost what they cost under the policy.
 */
public final class ComplainMode implements NotificationHandler {
  /** Of one call with arguments that matter, so many are told apart; the rest is counted. */
  private static final int MOST_VARIANTS = 16;

  private final Confinement confinement;
  private final Reports reports;
  private final RateLimit limit = new RateLimit();
  private final Set<Variant> seen = new HashSet<>();
  private final Map<Kind, Integer> variants = new HashMap<>();
  private final List<BlockedCall> late = new ArrayList<>();

  private ComplainMode(Confinement confinement, Reports reports) {
    this.confinement = confinement;
    this.reports = reports;
  }

  private record Kind(int arch, int number) {
    static Kind of(Call call) {
      return new Kind(call.arch(), call.number());
    }
  }

  private record Variant(Kind kind, List<Long> values) {}

  /**
   * Runs a program to its end, and the end of all that it started.
   *
   * @return how the program ended
   * @throws callgate.kernel.CannotExecute when there is no such program
   * @throws callgate.kernel.NotSupported when this kernel can't notify
   */
  public static ExitStatus run(
      Executable program, Confinement confinement, Privileges privileges, Reports reports) {
    ComplainMode mode = new ComplainMode(confinement, reports);
    Recording recording =
        Supervisor.run(program, confinement.watched(Permissive::shown), privileges, mode);
    mode.late.forEach(reports::wouldBlock);
    reports.end(counts(recording), recording.complete());
    return recording.status();
  }

  private static List<CountedCall> counts(Recording recording) {
    List<CountedCall> counts = new ArrayList<>();
    for (CallCount count : recording.counts()) {
      counts.add(CountedCall.of(count));
    }
    return CountedCall.mostFirst(counts);
  }

  /** Called by the supervisor while a call waits. */
  @Override
  public Next notified(Notification notification) {
    Call call = notification.call();
    Kind kind = Kind.of(call);
    boolean alike = confinement.isAlike(call);
    Variant variant = new Variant(kind, alike ? List.of() : Telling.values(call));
    if (seen.add(variant)) {
      variants.merge(kind, 1, Integer::sum);
      report(BlockedCall.of(notification, call, confinement.outcome(call)));
    }
    return alike || variants.getOrDefault(kind, 0) >= MOST_VARIANTS ? Next.COUNT : Next.SHOW;
  }

  private void report(BlockedCall blocked) {
    if (limit.permits(blocked.time())) {
      reports.wouldBlock(blocked);
    } else {
      late.add(blocked);
    }
  }
}
