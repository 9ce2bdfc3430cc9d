package callgate.watch;

import callgate.explanation.Received;
import callgate.explanation.Violation;
import callgate.kernel.KernelPlace;
import callgate.kernel.WatchHandler;
import callgate.kernel.WatchedCall;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import callgate.watch.Sighting.Blocked;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes sightings of what eBPF programs see. */
final class EbpfSource implements WatchHandler {
  private final Processes processes;
  private final FilterReader filters;
  private final EventFilter filter;
  private final SightingSink sink;
  private final Consumer<KernelPlace> unwanted;
  private @Nullable WatchedCall lastCall;
  private @Nullable Blocked lastBlocked;

  /**
   * @param unwanted is given places of which no event is wanted
   */
  EbpfSource(
      Processes processes,
      FilterReader filters,
      EventFilter filter,
      SightingSink sink,
      Consumer<KernelPlace> unwanted) {
    this.processes = processes;
    this.filters = filters;
    this.filter = filter;
    this.sink = sink;
    this.unwanted = unwanted;
  }

  @Override
  public void forked(int parent, int child) {
    processes.forked(parent, child);
  }

  @Override
  public void executed(int process, String file, String interpreter, KernelPlace place) {
    processes.executed(process, interpreter.isEmpty() ? file : interpreter, place);
  }

  @Override
  public void called(WatchedCall call) {
    boolean filterCall = call.kind() == WatchedCall.Kind.FILTER_CALL;
    Subject subject =
        processes.subject(
            call.process(),
            call.thread(),
            call.parent(),
            Integer.toUnsignedLong(call.user()),
            call.command(),
            Optional.of(call.place()));
    Sighting.Event event =
        filterCall
            ? FilterCallReader.read(
                call.call(),
                call.result(),
                call.filter()
                    .map(filter ->
                        filters.read(
                            filter,
                            call.process(),
                            FilterCallReader.abi(call.call()).orElse(Abi.host()))))
            : blockedAgain(call);
    Sighting sighting = new Sighting(call.time(), subject, event);
    if (filter.wants(sighting)) {
      sink.see(sighting);
    } else if (processes.isCertain(call.place()) && !filter.wantsGroup(sighting)) {
      unwanted.accept(call.place());
    }
  }

  /** A program that is refused something often is so in a loop: with the same arguments. */
  private Blocked blockedAgain(WatchedCall call) {
    Blocked known = lastBlocked;
    WatchedCall before = lastCall;
    if (known != null
        && before != null
        && before.kind() == call.kind()
        && before.result() == call.result()
        && before.data() == call.data()
        && before.call().equals(call.call())) {
      return known;
    }
    Blocked now = blocked(call);
    lastCall = call;
    lastBlocked = now;
    return now;
  }

  private static Blocked blocked(WatchedCall call) {
    Violation violation = Violation.of(call.call());
    return switch (call.kind()) {
      case TRAPPED ->
          new Blocked(
              violation.got(new Received(EnumSet.of(Kind.TRAP), OptionalInt.of(call.data()))),
              0,
              "got SIGSYS",
              "trap");
      case TRAPPED_DEADLY ->
          new Blocked(
              violation.got(new Received(EnumSet.of(Kind.TRAP), OptionalInt.of(call.data()))),
              0,
              "killed the process (SIGSYS, no handler)",
              "trap");
      case KILLED_PROCESS ->
          new Blocked(
              violation.got(
                  new Received(
                      EnumSet.of(Kind.KILL_PROCESS, Kind.KILL_THREAD), OptionalInt.empty())),
              0,
              "killed the process",
              "kill_process");
      case KILLED_THREAD ->
          new Blocked(
              violation.got(Received.of(Kind.KILL_THREAD)), 0, "killed the thread", "kill_thread");
      case ANSWERED, FILTER_CALL ->
          new Blocked(
              call.result() <= 0
                  ? violation.got(Received.errno((int) -call.result()))
                  : violation.got(Received.of(Kind.USER_NOTIF)),
              call.result(),
              FilterCallReader.result(call.result()),
              call.result() <= 0 ? "errno" : "notify");
    };
  }
}
