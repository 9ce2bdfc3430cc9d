package callgate.cli;

import callgate.decision.Difference;
import callgate.format.Formats;
import callgate.format.OutputFormat;
import callgate.format.Proof;
import callgate.format.ReadOptions;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.Source;
import callgate.format.SourceMeaning;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.io.IOException;
import java.util.List;
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
    return "POLICY --to FORMAT [-o FILE] [--lossy [--widen]]";
  }

  @Override
  public String example() {
    return """
    callgate convert profile.json --to callgate -o policy.yaml
    callgate convert policy.yaml --to oci > profile.json
    callgate convert builtin:docker --to oci --cap SYS_PTRACE -o profile.json\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(PolicyArgument.value("to", "FORMAT", String.join(", ", Formats.names())));
    options.addOption(ResultFile.option("where to write it; standard output is the default"));
    options.addOption(AbiOption.option("only this ABI of the policy; may be repeated"));
    options.addOption(
        null, "lossy", false, "leave out what the format can't say: it then allows less");
    options.addOption(
        null,
        "widen",
        false,
        "with --lossy: allow more where allowing less is impossible or harms");
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().size() != 1) {
      throw new UsageError("convert takes one policy");
    }
    if (!line.hasOption("to")) {
      throw new UsageError("to which format? --to " + String.join(", ", Formats.names()));
    }
    boolean lossy = line.hasOption("lossy");
    boolean widen = line.hasOption("widen");
    if (widen && !lossy) {
      throw new UsageError("--widen goes with --lossy: what is lost is allowed then");
    }
    OutputFormat format = LearnedPolicy.format(line);
    ReadOptions reading = PolicyArgument.options(line);
    Source source = PolicyArgument.read(line.getArgList().getFirst(), line, terminal);
    Policy policy =
        AbiOption.restrict(
            SourceMeaning.policy(source, reading.host().order(), AbiOption.named(line)), line);
    WriteOptions options = WriteOptions.DEFAULT.withRuntime(reading.runtime()).withWiden(widen);
    Rendering rendering = format.write(policy, options);
    rendering.notes().forEach(terminal::message);
    checkLosses(policy, format, rendering, lossy, terminal);
    Proof.Outcome proof = Proof.of(format, policy, rendering, options);
    if (proof.flaw().isPresent()) {
      throw new BadInput(
          Position.of(policy.name()),
          format.name()
              + " can't say this policy: "
              + proof.flaw().get()
              + "; nothing was written");
    }
    for (Difference more : proof.more()) {
      terminal.message("allows more: " + DifferenceReport.summary(more));
    }
    write(rendering, verdict(rendering, proof), line, terminal);
    return Status.DONE;
  }

  private static String verdict(Rendering rendering, Proof.Outcome proof) {
    if (rendering.losses().isEmpty()) {
      return "means the same, proven";
    }
    return proof.more().isEmpty() ? "allows no more, proven" : "allows more, as listed";
  }

  private static void checkLosses(
      Policy policy, OutputFormat format, Rendering rendering, boolean lossy, Terminal terminal) {
    List<Loss> losses = rendering.losses();
    for (Loss loss : losses) {
      terminal.message(loss.toString());
    }
    if (!losses.isEmpty() && !lossy) {
      throw new BadInput(
          Position.of(policy.name()),
          format.name()
              + " can't say the above; nothing was written; --lossy leaves it out, so that less is"
              + " allowed");
    }
  }

  private static void write(
      Rendering rendering, String verdict, CommandLine line, Terminal terminal) throws IOException {
    String output = line.getOptionValue("output", "-");
    ResultFile.write(output, rendering, terminal);
    if (!ResultFile.isStandardOutput(output)) {
      terminal.message(output + ": " + verdict);
    }
  }
}
