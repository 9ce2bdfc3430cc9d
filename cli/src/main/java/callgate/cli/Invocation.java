package callgate.cli;

import callgate.syscall.Spelling;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/**
 * A command line, understood.
 *
 * @param command the subcommand
 * @param line its options and arguments
 * @param terminal how the user wants the output
 */
record Invocation(Command command, CommandLine line, Terminal terminal) {
  /**
   * Understands {@code [GLOBAL OPTION...] COMMAND [OPTION...] [ARGUMENT...] [-- ARGUMENT...]}.
   *
   * @throws UsageError where it makes no sense
   */
  static Invocation of(String[] arguments, PrintStream out, PrintStream err) {
    Options global = GlobalOptions.addTo(new Options());
    global.addOption("V", "version", false, "which version this is");
    CommandLine before = parse(global, arguments, true);
    List<String> rest = before.getArgList();
    if (before.hasOption("version")) {
      rest = List.of("version");
    } else if (before.hasOption("help")) {
      rest = rest.isEmpty() ? List.of("help") : List.of("help", rest.getFirst());
    } else if (rest.isEmpty()) {
      throw new UsageError("which command? callgate help lists them");
    }

    String name = rest.getFirst();
    String[] own = rest.subList(1, rest.size()).toArray(String[]::new);
    Command found = Commands.get(name);
    Command command = List.of(own).contains("--") ? found.withProgram() : found;
    if (List.of(own).contains("--")) {
      command = command.forProgram();
    }
    CommandLine after = parse(GlobalOptions.addTo(command.options()), own, command.runsProgram());
    if (after.hasOption("help")) {
      command = new HelpCommand();
      after = parse(new Options(), new String[] {name}, false);
    }
    return new Invocation(command, after, GlobalOptions.terminal(out, err, before, after));
  }

  private static CommandLine parse(Options options, String[] arguments, boolean stopAtFirst) {
    try {
      CommandLine line =
          DefaultParser.builder()
              .setAllowPartialMatching(false)
              .get()
              .parse(options, arguments, stopAtFirst);
      if (stopAtFirst) {
        refuseUnknown(options, arguments, arguments.length - line.getArgList().size());
      }
      return line;
    } catch (UnrecognizedOptionException unknown) {
      throw unknown(options, unknown.getOption());
    } catch (ParseException wrong) {
      throw new UsageError(Failure.text(wrong));
    }
  }

  /** Where options end at the first argument, an unknown option looks like that argument. */
  private static void refuseUnknown(Options options, String[] arguments, int first) {
    boolean divided = first > 0 && arguments[first - 1].equals("--");
    if (first < arguments.length && !divided && arguments[first].startsWith("-")) {
      throw unknown(options, arguments[first]);
    }
  }

  private static UsageError unknown(Options options, String option) {
    List<String> known =
        options.getOptions().stream()
            .filter(each -> each.getLongOpt() != null)
            .map(each -> "--" + each.getLongOpt())
            .toList();
    return new UsageError(
        "there is no option "
            + option
            + Spelling.nearest(option, known)
                .map(close -> "; did you mean " + close + "?")
                .orElse("; put -- before arguments that start with -"));
  }
}
