package callgate.learn;

import callgate.decision.Call;
import callgate.kernel.CallCount;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.Notification;
import callgate.kernel.NotificationHandler;
import callgate.kernel.Recording;
import callgate.kernel.Supervisor;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a program and takes down every call that it and its descendants make, without any privilege,
 * by user notification. The program does not notice: its input, output, signals, terminal and exit
 * status are its own.
 */
public final class Recorder implements NotificationHandler {
  private final boolean values;
  private final EvidenceBuilder evidence = new EvidenceBuilder();
  private final Map<Long, Seen> seen = new HashMap<>();
  private long shown;

  private Recorder(boolean values) {
    this.values = values;
  }

  /**
   * What a recording gave.
   *
   * @param status how the program ended
   * @param complete whether all of its descendants have ended too
   */
  public record Recorded(Evidence evidence, ExitStatus status, boolean complete) {}

  /** A kind of call: its first occurrence, and the values of its arguments so far. */
  private record Seen(Occurrence first, List<ValueCounter> values) {}

  /**
   * Runs a program to its end.
   *
   * @param command what the user called it, for the evidence
   * @param values whether to take down the values of arguments that a policy can test
   * @throws callgate.kernel.CannotExecute when there is no such program
   * @throws callgate.kernel.NotSupported when this kernel can't notify
   */
  public static Recorded record(Executable program, List<String> command, boolean values) {
    long started = nanoseconds();
    Recorder recorder = new Recorder(values);
    Recording recording = Supervisor.record(program, recorder);
    recorder.count(recording.counts());
    long calls = recording.counts().stream().mapToLong(CallCount::count).sum();
    recorder.evidence.add(
        new Run(Run.LIVE, command, started, recording.status().forShell(), calls));
    return new Recorded(recorder.evidence.build(), recording.status(), recording.complete());
  }

  /** Called by the supervisor while a call waits. */
  @Override
  public Next notified(Notification notification) {
    shown++;
    Optional<Abi> abi = notification.abi();
    if (abi.isEmpty()) {
      return Next.COUNT;
    }
    Call call = notification.call();
    String name = Syscalls.name(abi.get(), call.number()).orElse("");
    long key = key(call.arch(), call.number());
    Seen known = seen.get(key);
    if (known == null) {
      known = new Seen(occurrence(notification, call, name), counters(name));
      seen.put(key, known);
    }
    boolean executes = StraceLines.isExec(name);
    if (executes) {
      executed(notification, call, name);
    }
    boolean open = false;
    for (ValueCounter counter : known.values) {
      counter.add(call.argument(counter.argument()));
      open |= !counter.isMany();
    }
    return executes || open ? Next.SHOW : Next.COUNT;
  }

  private List<ValueCounter> counters(String name) {
    List<ValueCounter> counters = new ArrayList<>();
    if (values) {
      TestableArguments.of(name).forEach(argument -> counters.add(new ValueCounter(argument)));
    }
    return counters;
  }

  private Occurrence occurrence(Notification notification, Call call, String name) {
    return new Occurrence(
        nanoseconds(),
        Run.LIVE,
        shown,
        notification.thread(),
        shown == 1 ? "" : notification.executable(), // the first is this process's own
        ArgumentText.of(name, call, notification::string));
  }

  /** A shell tries one folder after the other: only what is there is a program. */
  private void executed(Notification notification, Call call, String name) {
    boolean atFolder = name.equals("execveat");
    Optional<String> path = notification.string(call.argument(atFolder ? 1 : 0));
    path.filter(file -> !file.isEmpty() && ProgramFile.exists(notification.thread(), file))
        .ifPresent(file -> evidence.addProgram(file, 1));
  }

  private void count(List<CallCount> counts) {
    for (CallCount count : counts) {
      Seen known = seen.get(key(count.arch(), count.number()));
      if (known != null) {
        List<SeenValues> values = known.values.stream().map(ValueCounter::seen).toList();
        evidence.add(
            new Observation(
                count.abi().orElseThrow(), count.number(), count.count(), known.first, values));
      }
    }
  }

  private static long key(int arch, int number) {
    return (long) arch << 32 | Integer.toUnsignedLong(number);
  }

  private static long nanoseconds() {
    Instant now = Clock.systemUTC().instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
