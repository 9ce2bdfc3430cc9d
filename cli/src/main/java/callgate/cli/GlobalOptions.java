package callgate.cli;

import java.io.PrintStream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** The options of every command, before or after its name. */
final class GlobalOptions {
  private GlobalOptions() {}

  /** Adds them to a command's own. */
  static Options addTo(Options options) {
    options.addOption(null, "json", false, "results as JSON");
    options.addOption(null, "quiet", false, "no messages but errors");
    options.addOption(null, "verbose", false, "more messages, and stack traces of errors");
    options.addOption(
        Option.builder()
            .longOpt("color")
            .hasArg()
            .argName("WHEN")
            .desc("auto, always or never; auto is the default")
            .get());
    options.addOption("h", "help", false, "how to use the command");
    return options;
  }

  /** {@return how the user wants it, from what stands before and after the command's name} */
  static Terminal terminal(
      PrintStream out, PrintStream err, CommandLine before, CommandLine after) {
    boolean quiet = before.hasOption("quiet") || after.hasOption("quiet");
    boolean verbose = before.hasOption("verbose") || after.hasOption("verbose");
    if (quiet && verbose) {
      throw new UsageError("--quiet and --verbose exclude each other");
    }
    String when = after.getOptionValue("color", before.getOptionValue("color", "auto"));
    return new Terminal(
        out,
        err,
        before.hasOption("json") || after.hasOption("json"),
        quiet,
        verbose,
        colored(when),
        Boolean.getBoolean("callgate.live") && !quiet);
  }

  private static boolean colored(String when) {
    return switch (when) {
      case "always" -> true;
      case "never" -> false;
      case "auto" ->
          Boolean.getBoolean("callgate.terminal")
              && isEmpty(System.getenv("NO_COLOR"))
              && !"dumb".equals(System.getenv("TERM"));
      default -> throw new UsageError("--color is auto, always or never, not " + when);
    };
  }

  private static boolean isEmpty(@Nullable String value) {
    return value == null || value.isEmpty();
  }
}
