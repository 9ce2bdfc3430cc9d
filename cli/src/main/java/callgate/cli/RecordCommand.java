package callgate.cli;

import callgate.format.OutputFormat;
import callgate.kernel.Executable;
import callgate.learn.Evidence;
import callgate.learn.PolicySynthesis;
import callgate.learn.Recorder;
import callgate.syscall.KernelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate record -- CMD}. */
final class RecordCommand implements Command {
  @Override
  public String summary() {
    return "run a program and write a policy of the calls that it made";
  }

  @Override
  public String usage() {
    return "[--args none|values] [--to FORMAT] [-o FILE] [--append] [--] CMD...";
  }

  @Override
  public String example() {
    return """
    callgate record -o ls.yaml -- ls -l
    callgate record -o ls.yaml --append -- ls -R /etc\
    """;
  }

  @Override
  public Options options() {
    Options options = LearnedPolicy.addOptions(new Options());
    options.addOption(
        PolicyArgument.value(
            "via",
            "auto|notify",
            "how to watch it: by user notification, which needs no privilege"));
    options.addOption(null, "append", false, "add to what the evidence beside FILE holds");
    return options;
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> command = line.getArgList();
    if (command.isEmpty()) {
      throw new UsageError("record what? callgate record -- CMD");
    }
    if (!List.of("auto", "notify").contains(line.getOptionValue("via", "auto"))) {
      throw new UsageError("--via is auto or notify, not " + line.getOptionValue("via"));
    }
    boolean values = LearnedPolicy.values(line);
    OutputFormat format = LearnedPolicy.format(line);
    String output = line.getOptionValue("o", LearnedPolicy.defaultName(command));
    boolean toOutput = ResultFile.isStandardOutput(output);
    if (toOutput && line.hasOption("append")) {
      throw new UsageError("--append needs the file to add to: -o FILE");
    }
    Evidence before =
        line.hasOption("append") ? LearnedPolicy.evidenceBeside(Path.of(output)) : Evidence.NONE;

    terminal.out().flush();
    Recorder.Recorded recorded = Recorder.record(Executable.find(command), command, values);
    Evidence evidence = before.merge(recorded.evidence());
    PolicySynthesis.Result learned =
        PolicySynthesis.of(
            evidence, toOutput ? "<recorded>" : output, values, KernelVersion.running());
    learned.notes().forEach(terminal::message);
    String text = LearnedPolicy.text(learned.policy(), format);
    if (!recorded.complete()) {
      terminal.message("some programs that it started still run; what they do now is not recorded");
    }
    String counts =
        recorded.evidence().calls()
            + " calls of "
            + recorded.evidence().observations().size()
            + " kinds";
    if (toOutput) {
      terminal.out().print(text);
      terminal.message(counts);
    } else {
      Path beside = LearnedPolicy.write(text, evidence, Path.of(output));
      terminal.message(counts + "; wrote " + output + " and " + beside);
    }
    return recorded.status().forShell();
  }
}
