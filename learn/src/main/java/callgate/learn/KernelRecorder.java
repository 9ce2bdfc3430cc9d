package callgate.learn;

import callgate.kernel.ArgumentPlan;
import callgate.kernel.ControlGroup;
import callgate.kernel.EbpfRecorder;
import callgate.kernel.Executable;
import callgate.kernel.ExitStatus;
import callgate.kernel.KernelRecording;
import callgate.kernel.SeenCall;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes down the calls of programs in the kernel, by eBPF: what {@link Recorder} does, for root, at
 * a hundredth of the cost, and also for programs that run already.
 */
public final class KernelRecorder {
  private final EvidenceBuilder evidence = new EvidenceBuilder();

  private KernelRecorder() {}

  /**
   * What a recording gave.
   *
   * @param status how the program ended; empty for one that ran already
   * @param complete whether all programs have ended
   * @param lost how many first occurrences are not known
   */
  public record Recorded(
      Evidence evidence, Optional<ExitStatus> status, boolean complete, long lost) {}

  /**
   * Runs a program to its end.
   *
   * @param command what the user called it, for the evidence
   * @param values whether to take down the values of arguments that a policy can test
   * @throws callgate.kernel.CannotExecute when there is no such program
   * @throws callgate.kernel.NotSupported when this kernel or user can't
   */
  public static Recorded record(Executable program, List<String> command, boolean values) {
    long started = nanoseconds();
    return recorded(EbpfRecorder.record(program, new Plan(), values), command, started);
  }

  /**
   * Records a process that runs already, and those that descend from it, until the last has ended,
   * a signal comes, or the time is over.
   *
   * @throws callgate.kernel.NotSupported when this kernel or user can't, or there is no such
   *     process
   */
  public static Recorded attach(int process, boolean values, Duration atMost) {
    long started = nanoseconds();
    List<String> command = commandLine(process);
    return recorded(EbpfRecorder.attach(process, new Plan(), values, atMost), command, started);
  }

  /** The same for all processes of a control group. */
  public static Recorded attach(ControlGroup group, boolean values, Duration atMost) {
    long started = nanoseconds();
    return recorded(
        EbpfRecorder.attach(group, new Plan(), values, atMost),
        List.of("--cgroup", group.directory().toString()),
        started);
  }

  private static Recorded recorded(KernelRecording recording, List<String> command, long started) {
    KernelRecorder recorder = new KernelRecorder();
    recorder.evidence.add(
        new Run(
            Run.LIVE,
            command,
            started,
            recording.status().map(ExitStatus::forShell).orElse(0),
            recording.calls().stream().mapToLong(SeenCall::count).sum()));
    recording.programs().forEach(recorder.evidence::addProgram);
    recording.calls().forEach(recorder::add);
    return new Recorded(
        recorder.evidence.build(), recording.status(), recording.complete(), recording.lost());
  }

  private void add(SeenCall seen) {
    Optional<Abi> abi = abi(seen.first().arch(), seen.first().number());
    if (abi.isEmpty()) {
      return;
    }
    int number = seen.first().number();
    String name = Syscalls.name(abi.get(), number).orElse("");
    List<Argument> arguments = Syscalls.arguments(abi.get(), name);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      texts.add(
          i < seen.texts().size() ? seen.texts().get(i).map(ArgumentText::quoted).orElse("") : "");
    }
    Occurrence first =
        new Occurrence(seen.time(), Run.LIVE, seen.sequence(), seen.thread(), seen.executable(), "")
            .with(ArgumentText.of(abi.get(), name, seen.first(), texts));
    evidence.add(new Observation(abi.get(), number, seen.count(), first, values(seen)));
  }

  /** The kernel stops telling values apart at one more than the limit. */
  private static List<SeenValues> values(SeenCall seen) {
    List<SeenValues> values = new ArrayList<>();
    for (Map.Entry<Integer, SortedMap<Long, Long>> each : seen.values().entrySet()) {
      boolean many = each.getValue().size() > SeenValues.LIMIT;
      values.add(
          new SeenValues(each.getKey(), seen.count(), many ? new TreeMap<>() : each.getValue()));
    }
    values.sort(java.util.Comparator.comparingInt(SeenValues::argument));
    return values;
  }

  private static Optional<Abi> abi(int arch, int number) {
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == arch && abi.owns(number)) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  private static List<String> commandLine(int process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process + "/cmdline"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  private static long nanoseconds() {
    Instant now = Clock.systemUTC().instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Texts are for people; of values only those that a policy can test matter. */
  private record Plan() implements ArgumentPlan {
    @Override
    public int texts(Abi abi, int number) {
      int mask = 0;
      List<Argument> arguments =
          Syscalls.name(abi, number).map(name -> Syscalls.arguments(abi, name)).orElse(List.of());
      for (int i = 0; i < arguments.size(); i++) {
        mask |= ArgumentText.isText(arguments.get(i)) ? 1 << i : 0;
      }
      return mask;
    }

    @Override
    public int values(Abi abi, int number) {
      int mask = 0;
      for (int index :
          Syscalls.name(abi, number)
              .map(name -> TestableArguments.of(abi, name))
              .orElse(List.of())) {
        mask |= 1 << index;
      }
      return mask;
    }
  }
}
