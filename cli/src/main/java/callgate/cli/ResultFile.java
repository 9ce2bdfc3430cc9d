package callgate.cli;

import callgate.format.FileName;
import callgate.format.Rendering;
import callgate.learn.WholeFile;
import callgate.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.commons.cli.Option;
import tools.jackson.core.JsonGenerator;

/** {@code -o FILE}: where a result goes that is not shown, {@code -} for standard output. */
final class ResultFile {
  private static final String STANDARD_OUTPUT = "-";

  private ResultFile() {}

  static Option option(String description) {
    return Option.builder("o").longOpt("output").hasArg().argName("FILE").desc(description).get();
  }

  /** {@return the name of a file, which may have places for the system and ABI of a policy} */
  static String named(String argument, Policy policy) {
    try {
      return FileName.of(argument, policy.abis().getFirst());
    } catch (IllegalArgumentException e) {
      throw new UsageError(String.valueOf(e.getMessage()));
    }
  }

  static boolean isStandardOutput(String argument) {
    return argument.equals(STANDARD_OUTPUT);
  }

  /** Writes a policy: to a file whole or not at all, and not to a terminal if it is no text. */
  static void write(String argument, Rendering policy, Terminal terminal) throws IOException {
    if (isStandardOutput(argument) && !policy.isBinary()) {
      terminal.out().print(policy.text());
    } else {
      write(argument, policy.bytes(), terminal);
    }
  }

  /** Writes a policy into a JSON object: as {@code text}, or {@code base64} if it is no text. */
  static void write(JsonGenerator json, Rendering policy) {
    if (policy.isBinary()) {
      json.writeStringProperty("base64", Base64.getEncoder().encodeToString(policy.bytes()));
    } else {
      json.writeStringProperty("text", policy.text());
    }
  }

  /** Writes bytes that are no text: to a file whole or not at all, and not to a terminal. */
  static void write(String argument, byte[] content, Terminal terminal) throws IOException {
    if (!isStandardOutput(argument)) {
      WholeFile.write(Path.of(argument), content);
    } else if (Boolean.getBoolean("callgate.terminal")) {
      throw new UsageError("this is no text for a terminal; write it to a file with -o FILE");
    } else {
      terminal.out().write(content, 0, content.length);
    }
  }
}
