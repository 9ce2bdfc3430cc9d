package callgate.cli;

import callgate.format.OutputFormat;
import callgate.kernel.Executable;
import callgate.kernel.Execution;
import callgate.kernel.ExitStatus;
import callgate.kernel.Filter;
import callgate.kernel.Spawner;
import callgate.learn.Hardening;
import callgate.learn.Recorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate harden -- CMD}. */
final class HardenCommand implements Command {
  @Override
  public String summary() {
    return "record a program, prove the smallest filter for it, and run it again under that";
  }

  @Override
  public String usage() {
    return "[--once] [--args none|values] [--for RUNTIME] [--to FORMAT] [-o FILE] [--] CMD [ARGUMENT...]";
  }

  @Override
  public String example() {
    return "callgate harden -- ls -la /usr";
  }

  @Override
  public Options options() {
    return LearnedPolicy.addOptions(new Options())
        .addOption(null, "once", false, "leave out the second run, under the filter");
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> command = line.getArgList();
    if (command.isEmpty()) {
      throw new UsageError("harden what? callgate harden -- CMD");
    }
    Execution.prepare();
    boolean values = LearnedPolicy.values(line);
    OutputFormat format = LearnedPolicy.format(line);
    String output = line.getOptionValue("o", LearnedPolicy.defaultName(command));
    if (ResultFile.isStandardOutput(output)) {
      throw new UsageError("standard output is the program's: -o FILE says where the policy goes");
    }
    boolean once = line.hasOption("once");
    Executable program = Executable.find(command);
    if (!once) {
      terminal.message(
          "runs it twice: to record it, then under its filter (--once leaves that out)");
    }
    terminal.out().flush();
    Recorder.Recorded recorded = Recorder.record(program, command, values);
    Hardening hardening =
        Hardening.of(
            recorded.evidence(), output, values, learned -> ContainerOption.learned(learned, line));
    Path evidence =
        LearnedPolicy.write(
            LearnedPolicy.rendering(hardening.policy(), format, line, terminal),
            recorded.evidence(),
            Path.of(output));
    Optional<ExitStatus> second =
        once
            ? Optional.empty()
            : Optional.of(Spawner.spawn(program, Filter.of(hardening.filter())).await());

    HardenReport report =
        new HardenReport(command, recorded, hardening, second, Path.of(output), evidence);
    if (terminal.json()) {
      report.printJson(terminal);
    } else {
      report.print(terminal);
    }
    return second.orElse(recorded.status()).forShell();
  }
}
