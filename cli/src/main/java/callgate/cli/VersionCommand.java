package callgate.cli;

import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code callgate version}. */
final class VersionCommand implements Command {
  @Override
  public String summary() {
    return "which version this is";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String example() {
    return "callgate version";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (!line.getArgList().isEmpty()) {
      throw new UsageError("version takes no arguments");
    }
    String version = version();
    String java = Runtime.version().toString();
    if (terminal.json()) {
      terminal.out().println("{\"version\":\"" + version + "\",\"java\":\"" + java + "\"}");
    } else {
      terminal.out().println("callgate " + version + " (Java " + java + ")");
    }
    return Status.DONE;
  }

  /** {@return which version this is, or {@code unpackaged}} */
  static String version() {
    @Nullable String packaged = Main.class.getPackage().getImplementationVersion();
    return packaged == null ? "unpackaged" : packaged;
  }
}
