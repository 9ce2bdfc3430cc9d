package callgate.cli;

import callgate.format.Formats;
import callgate.format.PolicyFormat;
import callgate.format.Proof;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.Source;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
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
    return "POLICY --to FORMAT [-o FILE] [--lossy]";
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
    options.addOption(
        PolicyArgument.value(
            "to",
            "FORMAT",
            String.join(", ", Formats.all().stream().map(PolicyFormat::name).toList())));
    options.addOption(ResultFile.option("where to write it; standard output is the default"));
    options.addOption(AbiOption.option("only this ABI of the policy; may be repeated"));
    options.addOption(
        null, "lossy", false, "leave out what the format can't say: it then allows less");
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().size() != 1) {
      throw new UsageError("convert takes one policy");
    }
    String name = line.getOptionValue("to");
    if (name == null) {
      throw new UsageError("to which format? --to callgate, or --to oci");
    }
    PolicyFormat format = LearnedPolicy.format(line);
    Policy policy =
        switch (PolicyArgument.read(line.getArgList().getFirst(), line, terminal)) {
          case Source.Written(Policy written, _) -> AbiOption.restrict(written, line);
          case Source.Raw(String raw, _) ->
              throw new BadInput(
                  Position.of(raw),
                  "this is a raw filter; callgate decompile makes it a policy first");
        };
    WriteOptions options = new WriteOptions(PolicyArgument.options(line).runtime());
    Rendering rendering = format.write(policy, options);
    rendering.notes().forEach(terminal::message);
    checkLosses(policy, format, rendering, line.hasOption("lossy"), terminal);
    Optional<String> flaw = Proof.flaw(format, policy, rendering, options);
    if (flaw.isPresent()) {
      throw new BadInput(
          Position.of(policy.name()),
          format.name() + " can't say this policy: " + flaw.get() + "; nothing was written");
    }
    write(rendering, line, terminal);
    return Status.DONE;
  }

  private static void checkLosses(
      Policy policy, PolicyFormat format, Rendering rendering, boolean lossy, Terminal terminal) {
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

  private static void write(Rendering rendering, CommandLine line, Terminal terminal)
      throws IOException {
    String output = line.getOptionValue("output", "-");
    if (ResultFile.isStandardOutput(output)) {
      terminal.out().print(rendering.text());
      return;
    }
    ResultFile.write(output, rendering.text().getBytes(StandardCharsets.UTF_8), terminal);
    terminal.message(
        output
            + (rendering.losses().isEmpty()
                ? ": means the same, proven"
                : ": allows no more, proven"));
  }
}
