package callgate.cli;

import callgate.format.Formats;
import callgate.format.OutputFormat;
import callgate.format.Rendering;
import callgate.learn.Evidence;
import callgate.learn.EvidenceFile;
import callgate.learn.WholeFile;
import callgate.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** The options and the output of commands that learn a policy. */
final class LearnedPolicy {
  private LearnedPolicy() {}

  /** Adds {@code --args}, {@code --to} and {@code -o}. */
  static Options addOptions(Options options) {
    options.addOption(
        PolicyArgument.value(
            "args", "none|values", "values: allow only the flags and commands that were seen"));
    options.addOption(
        PolicyArgument.value("to", "FORMAT", "the format to write; callgate is the default"));
    options.addOption(ResultFile.option("where to write the policy; its evidence goes beside it"));
    return WrittenPolicy.addTo(ContainerOption.addTo(options));
  }

  /** {@return whether the values of arguments matter} */
  static boolean values(CommandLine line) {
    ContainerOption.check(line);
    return switch (line.getOptionValue("args", "none")) {
      case "none" -> false;
      case "values" -> true;
      default ->
          throw new UsageError("--args is none or values, not " + line.getOptionValue("args"));
    };
  }

  /** {@return the file that a policy of a program goes to when the user names none} */
  static String defaultName(List<String> command) {
    String program = command.getFirst();
    return program.substring(program.lastIndexOf('/') + 1) + ".callgate.yaml";
  }

  /** {@return what the evidence beside a policy holds; nothing when there is none yet} */
  static Evidence evidenceBeside(Path policy) throws IOException {
    Path file = EvidenceFile.beside(policy);
    return Files.exists(file) ? EvidenceFile.read(file) : Evidence.NONE;
  }

  /** {@return the format to write} */
  static OutputFormat format(CommandLine line) {
    String name = line.getOptionValue("to", "callgate");
    return Formats.output(name)
        .orElseThrow(() ->
            new UsageError(
                "there is no format "
                    + name
                    + "; there are "
                    + String.join(", ", Formats.names())));
  }

  /** {@return a learned policy; what it does not allow, the users of the format decide} */
  static Rendering rendering(
      Policy policy, OutputFormat format, CommandLine line, Terminal terminal) {
    return WrittenPolicy.of(format.suited(policy), format, line, terminal).rendering();
  }

  /** Writes a policy, and its evidence beside it, and {@return where the evidence is}. */
  static Path write(Rendering policy, Evidence evidence, Path file) throws IOException {
    Path beside = EvidenceFile.beside(file);
    EvidenceFile.write(evidence, beside);
    WholeFile.write(file, policy.bytes());
    return beside;
  }
}
