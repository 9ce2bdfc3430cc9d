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

  /**
   * A kind of call.
   *
   * @param first when, where and who; without arguments, which are shown when there is time
   * @param call the first one
   * @param texts what its arguments pointed to
   * @param values of its arguments so far
   */
  private record Seen(
      Abi abi,
      String name,
      Occurrence first,
      Call call,
      List<String> texts,
      List<ValueCounter> values) {}

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
    Seen known =
        seen.computeIfAbsent(
            key(call.arch(), call.number()), _ -> first(notification, abi.get(), call));
    boolean executes = StraceLines.isExec(known.name);
    if (executes) {
      executed(notification, call, known.name);
    }
    boolean open = false;
    for (ValueCounter counter : known.values) {
      counter.add(call.argument(counter.argument()));
      open |= !counter.isMany();
    }
    return executes || open ? Next.SHOW : Next.COUNT;
  }

  private Seen first(Notification notification, Abi abi, Call call) {
    String name = Syscalls.name(abi, call.number()).orElse("");
    Occurrence first =
        new Occurrence(
            nanoseconds(),
            Run.LIVE,
            shown,
            notification.thread(),
            shown == 1 ? "" : notification.executable(), // the first is this process's own
            "");
    List<String> texts =
        ArgumentText.texts(Syscalls.arguments(abi, name), call, notification::string);
    List<ValueCounter> counters = new ArrayList<>();
    if (values) {
      TestableArguments.of(abi, name).forEach(argument -> counters.add(new ValueCounter(argument)));
    }
    return new Seen(abi, name, first, call, texts, counters);
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
        Occurrence first =
            known.first.with(ArgumentText.of(known.abi, known.name, known.call, known.texts));
        evidence.add(new Observation(known.abi, count.number(), count.count(), first, values));
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
