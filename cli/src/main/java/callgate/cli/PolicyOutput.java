package callgate.cli;

import callgate.format.OutputFormat;
import callgate.format.Rendering;
import callgate.learn.WholeFile;
import callgate.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code --to} and {@code -o}: how and where a command writes the policy that is its result. */
final class PolicyOutput {
  private PolicyOutput() {}

  static Options addTo(Options options) {
    options.addOption(
        PolicyArgument.value("to", "FORMAT", "the format to write; callgate is the default"));
    options.addOption(ResultFile.option("write the policy here; - is standard output"));
    return WrittenPolicy.addTo(options);
  }

  /** {@return what messages call the policy that is written} */
  static String name(CommandLine line, String otherwise) {
    String output = line.getOptionValue("output", "-");
    return ResultFile.isStandardOutput(output) ? otherwise : output;
  }

  /** Writes a policy to a file or to standard output; as JSON, in an object. */
  static void write(Policy policy, CommandLine line, Terminal terminal) throws IOException {
    OutputFormat format = LearnedPolicy.format(line);
    Rendering written = WrittenPolicy.of(policy, format, line, terminal).rendering();
    String output = line.getOptionValue("output", "-");
    if (!ResultFile.isStandardOutput(output)) {
      WholeFile.write(Path.of(output), written.bytes());
    } else if (!terminal.json()) {
      ResultFile.write("-", written, terminal);
    }
    if (terminal.json()) {
      JsonResult.print(
          terminal,
          json -> {
            json.writeNumberProperty("rules", policy.rules().size());
            json.writeBooleanProperty("proven", true);
            json.writeStringProperty("format", format.name());
            if (ResultFile.isStandardOutput(output)) {
              ResultFile.write(json, written);
            } else {
              json.writeStringProperty("policy", output);
            }
          });
    }
  }
}
