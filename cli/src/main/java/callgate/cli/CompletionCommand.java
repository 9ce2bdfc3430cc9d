package callgate.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code callgate completion SHELL}. */
final class CompletionCommand implements Command {
  @Override
  public String summary() {
    return "a script that completes commands and options in your shell";
  }

  @Override
  public String usage() {
    return "bash|zsh|fish";
  }

  @Override
  public String example() {
    return """
    callgate completion bash > ~/.local/share/bash-completion/completions/callgate
    callgate completion zsh > ~/.zfunc/_callgate
    callgate completion fish > ~/.config/fish/completions/callgate.fish\
    """;
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    List<String> shells = line.getArgList();
    if (shells.size() != 1) {
      throw new UsageError("for which shell? bash, zsh or fish");
    }
    terminal
        .out()
        .print(
            switch (shells.getFirst()) {
              case "bash" -> bash();
              case "zsh" -> zsh();
              case "fish" -> fish();
              default ->
                  throw new UsageError(
                      "the shells are bash, zsh and fish, not " + shells.getFirst());
            });
    return Status.DONE;
  }

  private static String bash() {
    StringBuilder script = new StringBuilder("_callgate() {\n");
    script.append("  local current=${COMP_WORDS[COMP_CWORD]} command= word\n");
    script.append("  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n");
    script.append("    case $word in --) compopt -o default; COMPREPLY=(); return ;; -*) ;;\n");
    script.append("      *) command=${command:-$word} ;; esac\n");
    script.append("  done\n");
    script.append("  local words=\n");
    script.append("  case $command in\n");
    script.append("    '') words='").append(words(Commands.names())).append("' ;;\n");
    for (String name : Commands.names()) {
      script.append("    ").append(name).append(") [[ $current == -* ]] && words='");
      script.append(words(longOptions(name))).append("' ;;\n");
    }
    script.append("  esac\n");
    script.append("  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n");
    script.append("}\n");
    script.append("complete -o default -o bashdefault -F _callgate callgate\n");
    return script.toString();
  }

  private static String zsh() {
    StringBuilder script = new StringBuilder("#compdef callgate\n");
    script.append("local -a commands options\n");
    script.append("commands=(\n");
    for (String name : Commands.names()) {
      script.append("  ").append(quoted(name + ":" + Commands.get(name).summary())).append('\n');
    }
    script.append(")\n");
    script.append("if (( CURRENT == 2 )); then\n");
    script.append("  _describe command commands\n");
    script.append("  return\n");
    script.append("fi\n");
    script.append("case $words[2] in\n");
    for (String name : Commands.names()) {
      script.append("  ").append(name).append(") options=(");
      script.append(words(longOptions(name))).append(") ;;\n");
    }
    script.append("esac\n");
    script.append("if [[ $PREFIX == -* ]]; then compadd -a options; else _files; fi\n");
    return script.toString();
  }

  private static String fish() {
    StringBuilder script = new StringBuilder();
    for (String name : Commands.names()) {
      Command command = Commands.get(name);
      script.append("complete -c callgate -n __fish_use_subcommand -a ").append(name);
      script.append(" -d ").append(quoted(command.summary())).append('\n');
      for (Option option : GlobalOptions.addTo(command.options()).getOptions()) {
        fishOption(script, name, option);
      }
    }
    return script.toString();
  }

  private static void fishOption(StringBuilder script, String name, Option option) {
    script
        .append("complete -c callgate -n '__fish_seen_subcommand_from ")
        .append(name)
        .append('\'');
    if (option.getOpt() != null) {
      script.append(" -s ").append(option.getOpt());
    }
    if (option.getLongOpt() != null) {
      script.append(" -l ").append(option.getLongOpt());
    }
    script.append(option.hasArg() ? " -r" : "");
    String description = option.getDescription();
    script.append(" -d ").append(quoted(description == null ? "" : description)).append('\n');
  }

  private static List<String> longOptions(String name) {
    return GlobalOptions.addTo(Commands.get(name).options()).getOptions().stream()
        .filter(option -> option.getLongOpt() != null)
        .map(option -> "--" + option.getLongOpt())
        .toList();
  }

  private static String words(List<String> words) {
    return words.stream().collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
