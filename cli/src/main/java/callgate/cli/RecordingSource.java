package callgate.cli;

import callgate.kernel.ControlGroup;
import callgate.kernel.Executable;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.SeccompStatus;
import callgate.learn.Evidence;
import callgate.learn.KernelRecorder;
import callgate.learn.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** What {@code record} watches, and how. */
sealed interface RecordingSource {
  /** A program that is run. */
  record Program(List<String> command, boolean ebpf) implements RecordingSource {
    @Override
    public List<String> named() {
      return command;
    }

    @Override
    public KernelRecorder.Recorded record(boolean values, Terminal terminal) {
      Executable program = Executable.find(command);
      if (ebpf) {
        return KernelRecorder.record(program, command, values);
      }
      Recorder.Recorded recorded = Recorder.record(program, command, values);
      return new KernelRecorder.Recorded(
          recorded.evidence(), Optional.of(recorded.status()), recorded.complete(), 0);
    }
  }

  /** A process that runs already. */
  record Running(int process, Duration atMost) implements RecordingSource {
    @Override
    public List<String> named() {
      return List.of("pid-" + process);
    }

    @Override
    public KernelRecorder.Recorded record(boolean values, Terminal terminal) {
      ProcessSeccomp target = ProcessSeccomp.running(process);
      filtered(target).ifPresent(terminal::message);
      terminal.message("watching process " + process + " until it ends; Ctrl-C ends it here");
      return KernelRecorder.attach(process, values, atMost);
    }
  }

  /** A control group. */
  record Group(String path, Duration atMost) implements RecordingSource {
    @Override
    public List<String> named() {
      return List.of(path.replaceAll("/+$", ""));
    }

    @Override
    public KernelRecorder.Recorded record(boolean values, Terminal terminal) {
      ControlGroup group = ControlGroup.of(path);
      terminal.message("watching " + group.directory() + "; Ctrl-C ends it here");
      return KernelRecorder.attach(group, values, atMost);
    }
  }

  /** A hundred years. */
  Duration UNLIMITED = Duration.ofDays(36_500);

  /** {@return what a command line means} */
  static RecordingSource of(CommandLine line) {
    List<String> command = line.getArgList();
    String via = line.getOptionValue("via", "auto");
    if (!List.of("auto", "notify", "ebpf").contains(via)) {
      throw new UsageError("--via is auto, notify or ebpf, not " + via);
    }
    boolean attaches = line.hasOption("pid") || line.hasOption("cgroup");
    boolean both = line.hasOption("pid") && line.hasOption("cgroup");
    if (both || (attaches && !command.isEmpty())) {
      throw new UsageError("one of these: -- CMD, --pid N, --cgroup PATH");
    }
    if (!attaches) {
      if (command.isEmpty()) {
        throw new UsageError("record what? callgate record -- CMD");
      }
      if (line.hasOption("duration")) {
        throw new UsageError("--duration goes with --pid or --cgroup; to end CMD, use timeout CMD");
      }
      return new Program(command, via.equals("ebpf"));
    }
    if (via.equals("notify")) {
      throw new UsageError("what runs already can only be watched by eBPF: leave out --via notify");
    }
    Duration atMost =
        line.hasOption("duration")
            ? DurationOption.parse(line.getOptionValue("duration"))
            : UNLIMITED;
    return line.hasOption("pid")
        ? new Running(process(line.getOptionValue("pid")), atMost)
        : new Group(line.getOptionValue("cgroup"), atMost);
  }

  private static int process(String text) {
    try {
      int process = Integer.parseInt(text);
      if (process > 0) {
        return process;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UsageError("--pid is the number of a process, not " + text);
  }

  /** {@return the file that the policy goes to when the user names none} */
  default String defaultName() {
    return LearnedPolicy.defaultName(named());
  }

  /** {@return the command, or what stands for it in the name of a file} */
  List<String> named();

  /** Watches it to its end. */
  KernelRecorder.Recorded record(boolean values, Terminal terminal);

  /** {@return what the user should know about a recording} */
  default List<String> remarks(KernelRecorder.Recorded recorded) {
    List<String> remarks = new ArrayList<>();
    boolean runs = this instanceof Program;
    if (runs && !recorded.complete()) {
      remarks.add("some programs that it started still run; what they do now is not recorded");
    }
    if (recorded.lost() > 0) {
      remarks.add(recorded.lost() + " events were lost: some children may be missing");
    }
    boolean ebpf = !(this instanceof Program(_, boolean by)) || by;
    if (ebpf && filters(recorded.evidence())) {
      remarks.add(
          "a program installed a filter of its own: calls that it denies are not seen by eBPF");
    }
    return remarks;
  }

  private static boolean filters(Evidence evidence) {
    return evidence.observations().stream().anyMatch(seen -> seen.title().equals("seccomp"));
  }

  private static Optional<String> filtered(ProcessSeccomp process) {
    return process.status().mode() == SeccompStatus.Mode.DISABLED
        ? Optional.empty()
        : Optional.of(
            "process "
                + process.id()
                + " runs under a filter already: calls that it denies are not seen");
  }
}
