package callgate.cli;

import callgate.format.Formats;
import callgate.format.OutputFormat;
import callgate.format.ReadOptions;
import callgate.format.Source;
import callgate.format.SourceMeaning;
import callgate.format.Warning;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.io.IOException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate convert POLICY}. */
final class ConvertCommand implements Command {
  @Override
  public String summary() {
    return "a policy in another format, proven to mean the same";
  }

  @Override
  public String usage() {
    return "POLICY --to FORMAT [--for RUNTIME] [-o FILE] [--lossy [--widen]]";
  }

  @Override
  public String example() {
    return """
    callgate convert profile.json --to callgate -o policy.yaml
    callgate convert policy.yaml --to oci > profile.json
    callgate convert builtin:docker --to oci --cap SYS_PTRACE -o profile.json
    callgate convert policy.yaml --to oci --for crun -o profile.json\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(PolicyArgument.value("to", "FORMAT", String.join(", ", Formats.names())));
    options.addOption(ResultFile.option("where to write it; standard output is the default"));
    options.addOption(AbiOption.option("only this ABI of the policy; may be repeated"));
    CallListOptions.addTo(ContainerOption.addTo(options));
    return WrittenPolicy.addTo(options);
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().size() != 1) {
      throw new UsageError("convert takes one policy");
    }
    if (!line.hasOption("to")) {
      throw new UsageError("to which format? --to " + String.join(", ", Formats.names()));
    }
    OutputFormat format = LearnedPolicy.format(line);
    ReadOptions reading = PolicyArgument.options(line);
    Source source = PolicyArgument.read(line.getArgList().getFirst(), line, terminal);
    checkReading(source, line);
    Policy policy =
        AbiOption.restrict(
            SourceMeaning.policy(source, reading.host().order(), AbiOption.named(line)), line);
    WrittenPolicy written =
        WrittenPolicy.of(
            ContainerOption.converted(
                CallListOptions.apply(policy, line, terminal), line, terminal),
            format,
            line,
            terminal);
    write(written, ResultFile.named(line.getOptionValue("output", "-"), policy), terminal);
    return Status.DONE;
  }

  /** What a policy can't hold is lost in every format. */
  private static void checkReading(Source source, CommandLine line) {
    if (source.warnings().stream().anyMatch(warning -> warning.topic() == Warning.Topic.LOST)
        && !line.hasOption("lossy")) {
      throw new BadInput(
          Position.of(source.name()),
          "some of it is no part of a policy, as said above; nothing was written; --lossy leaves it"
              + " out");
    }
  }

  private static void write(WrittenPolicy written, String output, Terminal terminal)
      throws IOException {
    ResultFile.write(output, written.rendering(), terminal);
    if (!ResultFile.isStandardOutput(output)) {
      terminal.message(output + ": " + written.verdict());
    }
  }
}
