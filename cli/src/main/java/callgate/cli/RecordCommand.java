package callgate.cli;

import callgate.format.OutputFormat;
import callgate.format.Rendering;
import callgate.kernel.Execution;
import callgate.kernel.ExitStatus;
import callgate.learn.Evidence;
import callgate.learn.KernelRecorder;
import callgate.learn.PolicySynthesis;
import callgate.syscall.KernelVersion;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate record -- CMD}, or {@code --pid N} of what runs already. */
final class RecordCommand implements Command {
  @Override
  public String summary() {
    return "run a program and write a policy of the calls that it made";
  }

  @Override
  public String usage() {
    return "[--via auto|notify|ebpf] [--args none|values] [--for RUNTIME] [--to FORMAT] [-o FILE] [--append]"
        + " [--] CMD... | --pid N | --cgroup PATH";
  }

  @Override
  public String example() {
    return """
    callgate record -o ls.yaml -- ls -l
    callgate record -o ls.yaml --append -- ls -R /etc
    callgate record -o server.yaml --pid 4711 --duration 1h\
    """;
  }

  @Override
  public Options options() {
    Options options = LearnedPolicy.addOptions(new Options());
    options.addOption(
        PolicyArgument.value(
            "via",
            "auto|notify|ebpf",
            "how to watch it: by user notification (auto), or by eBPF, which needs root"));
    options.addOption(
        PolicyArgument.value("pid", "N", "watch a process that runs already, by eBPF"));
    options.addOption(
        PolicyArgument.value("cgroup", "PATH", "watch all processes of a control group, by eBPF"));
    options.addOption(
        PolicyArgument.value(
            "duration", "DURATION", "with --pid or --cgroup: how long, such as 30s, 10m, 1h"));
    options.addOption(null, "append", false, "add to what the evidence beside FILE holds");
    return options;
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    Execution.prepare();
    RecordingSource source = RecordingSource.of(line);
    boolean values = LearnedPolicy.values(line);
    OutputFormat format = LearnedPolicy.format(line);
    String output = line.getOptionValue("o", source.defaultName());
    boolean toOutput = ResultFile.isStandardOutput(output);
    if (toOutput && line.hasOption("append")) {
      throw new UsageError("--append needs the file to add to: -o FILE");
    }
    Evidence before =
        line.hasOption("append") ? LearnedPolicy.evidenceBeside(Path.of(output)) : Evidence.NONE;

    terminal.out().flush();
    KernelRecorder.Recorded recorded = source.record(values, terminal);
    if (recorded.evidence().isEmpty()) {
      terminal.message("no call was seen, so there is nothing to write");
      return recorded.status().map(ExitStatus::forShell).orElse(Status.NO);
    }
    Evidence evidence = before.merge(recorded.evidence());
    PolicySynthesis.Result learned =
        ContainerOption.learned(
            PolicySynthesis.of(
                evidence, toOutput ? "<recorded>" : output, values, KernelVersion.running()),
            line);
    learned.notes().forEach(terminal::message);
    Rendering written = LearnedPolicy.rendering(learned.policy(), format, line, terminal);
    source.remarks(recorded).forEach(terminal::message);
    String counts =
        recorded.evidence().calls()
            + " calls of "
            + recorded.evidence().observations().size()
            + " kinds";
    if (toOutput) {
      ResultFile.write("-", written, terminal);
      terminal.message(counts);
    } else {
      Path beside = LearnedPolicy.write(written, evidence, Path.of(output));
      terminal.message(counts + "; wrote " + output + " and " + beside);
    }
    return recorded.status().map(ExitStatus::forShell).orElse(Status.DONE);
  }
}
