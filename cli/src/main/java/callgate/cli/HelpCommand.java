package callgate.cli;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code callgate help [COMMAND]}. */
final class HelpCommand implements Command {
  private static final int NAME_COLUMN = 12;
  private static final int WIDTH = 100;
  private static final int OPTION_COLUMN = 26;

  @Override
  public String summary() {
    return "the list of commands, or how to use one";
  }

  @Override
  public String usage() {
    return "[COMMAND]";
  }

  @Override
  public String example() {
    return "callgate help run";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    List<String> names = line.getArgList();
    if (names.size() > 1) {
      throw new UsageError("help explains one command at a time");
    }
    if (names.isEmpty()) {
      list(terminal.out());
    } else {
      explain(names.getFirst(), Commands.get(names.getFirst()), terminal.out());
    }
    return Status.DONE;
  }

  private static void list(PrintStream out) {
    out.println("Callgate learns which system calls a program needs, turns that into the smallest");
    out.println("correct seccomp filter, proves the filter right, and enforces it.");
    out.println();
    out.println("usage: callgate [--json] [--quiet|--verbose] [--color WHEN] COMMAND ...");
    out.println();
    for (String name : Commands.names()) {
      entry(out, name, NAME_COLUMN, Commands.get(name).summary());
    }
    out.println();
    out.println("callgate help COMMAND shows its options and an example.");
    out.println(
        "Exit status: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input, 4 not possible here.");
  }

  private static void explain(String name, Command command, PrintStream out) {
    String usage = command.usage();
    out.println(folded("usage: callgate " + name + (usage.isEmpty() ? "" : " " + usage)));
    out.println();
    String summary = command.summary();
    out.println(Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".");
    Collection<Option> own = command.options().getOptions();
    if (!own.isEmpty()) {
      out.println();
      own.forEach(option -> option(out, option));
    }
    out.println();
    out.println("with every command:");
    GlobalOptions.addTo(new Options()).getOptions().forEach(option -> option(out, option));
    out.println();
    out.println("example:");
    command.example().lines().forEach(line -> out.println("  " + line));
    if (command.runsProgram()) {
      out.println();
      out.println(
          "Exit status: the program's own (128 + signal when killed); 125 Callgate failed,");
      out.println("126 the program can't be executed, 127 there is no such program.");
    }
  }

  /** {@return a line in as many as it needs, broken before options and further forms} */
  private static String folded(String line) {
    StringBuilder text = new StringBuilder();
    int column = 0;
    for (String part : line.split(" (?=\\[|\\| )", -1)) {
      boolean fits = text.isEmpty() || column + 1 + part.length() <= WIDTH;
      text.append(text.isEmpty() ? "" : fits ? " " : "\n         ").append(part);
      column = fits ? column + 1 + part.length() : 9 + part.length();
    }
    return text.toString();
  }

  private static void option(PrintStream out, Option option) {
    StringBuilder names = new StringBuilder();
    if (option.getOpt() != null) {
      names.append('-').append(option.getOpt()).append(option.getLongOpt() == null ? "" : ", ");
    } else {
      names.append("    ");
    }
    if (option.getLongOpt() != null) {
      names.append("--").append(option.getLongOpt());
    }
    if (option.hasArg()) {
      names.append(' ').append(option.getArgName() == null ? "VALUE" : option.getArgName());
    }
    String description = option.getDescription();
    entry(out, names.toString(), OPTION_COLUMN, description == null ? "" : description);
  }

  private static void entry(PrintStream out, String name, int column, String text) {
    String start = "  " + name + " ".repeat(Math.max(2, column - name.length()));
    String next = " ".repeat(2 + column);
    StringBuilder line = new StringBuilder(start);
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder(next);
      }
      boolean first = line.charAt(line.length() - 1) == ' ';
      line.append(first ? "" : " ").append(word);
    }
    out.println(line);
  }
}
