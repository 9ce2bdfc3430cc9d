package callgate.cli;

import callgate.syscall.Abi;
import callgate.syscall.Families;
import callgate.syscall.Groups;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code callgate syscalls [NAME|NR]... [--arch A] [--group G]}. */
final class SyscallsCommand implements Command {
  @Override
  public String summary() {
    return "look up system calls: numbers, arguments, groups, since which kernel";
  }

  @Override
  public String usage() {
    return "[NAME|NR]... [--arch A]... [--group G | --groups]";
  }

  @Override
  public String example() {
    return "callgate syscalls openat";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(
            Option.builder()
                .longOpt("arch")
                .hasArg()
                .argName("A")
                .desc("of this ABI only: x86_64, x32, x86, aarch64, arm, ...")
                .get())
        .addOption(
            Option.builder()
                .longOpt("group")
                .hasArg()
                .argName("G")
                .desc("the calls of a group, such as @file-system")
                .get())
        .addOption(null, "groups", false, "the groups there are");
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    List<Abi> abis = abis(line.getOptionValues("arch"));
    List<String> wanted = line.getArgList();
    @Nullable String group = line.getOptionValue("group");
    if ((group != null || line.hasOption("groups")) && !wanted.isEmpty()) {
      throw new UsageError("either a group or names and numbers");
    }
    SyscallsReport report =
        terminal.json() ? new SyscallsJson(terminal.out()) : new SyscallsText(terminal);
    if (line.hasOption("groups")) {
      report.groups();
      return Status.DONE;
    }
    if (wanted.isEmpty()) {
      return list(group, abis, report, terminal);
    }
    int status = Status.DONE;
    for (String word : wanted) {
      status = Math.max(status, lookUp(word, abis, report, terminal));
    }
    return status;
  }

  private static List<Abi> abis(String @Nullable [] tokens) {
    if (tokens == null) {
      return List.of();
    }
    List<Abi> abis = new ArrayList<>();
    for (String token : tokens) {
      abis.add(
          Abi.of(token)
              .orElseThrow(() -> new UsageError("there is no ABI " + token + hint(token))));
    }
    return abis;
  }

  private static String hint(String token) {
    List<String> tokens = Arrays.stream(Abi.values()).map(Abi::token).toList();
    return Spelling.nearest(token, tokens)
        .map(close -> "; did you mean " + close + "?")
        .orElse("; there are " + String.join(", ", tokens));
  }

  private static int list(
      @Nullable String group, List<Abi> abis, SyscallsReport report, Terminal terminal) {
    List<Abi> listed = abis.isEmpty() ? List.of(Abi.host()) : abis;
    if (group != null && Groups.find(group).isEmpty()) {
      terminal.message(
          "there is no group "
              + group
              + Groups.suggestion(group.startsWith("@") ? group : "@" + group)
                  .map(close -> "; did you mean " + close + "?")
                  .orElse("; --groups lists them"));
      return Status.BAD_INPUT;
    }
    List<String> members = group == null ? null : Groups.members(group).orElseThrow();
    for (Abi abi : listed) {
      List<String> calls = new ArrayList<>(Syscalls.names(abi));
      if (members != null) {
        calls.retainAll(members);
      }
      report.list(abi, calls);
    }
    return Status.DONE;
  }

  private static int lookUp(String word, List<Abi> abis, SyscallsReport report, Terminal terminal) {
    OptionalInt number = number(word);
    if (number.isPresent()) {
      if (report.number(number.getAsInt(), abis)) {
        return Status.DONE;
      }
      terminal.message(
          "no call has the number " + word + (abis.isEmpty() ? "" : " on " + tokens(abis)));
      return Status.NO;
    }
    if (!Syscalls.exists(word)) {
      terminal.message(
          "there is no system call "
              + word
              + Syscalls.suggestion(word)
                  .map(close -> "; did you mean " + close + "?")
                  .orElse("; callgate syscalls lists them"));
      return Status.BAD_INPUT;
    }
    if (report.call(word, abis)) {
      return Status.DONE;
    }
    List<String> instead = new ArrayList<>(Families.others(word));
    instead.removeIf(
        name -> abis.stream().noneMatch(abi -> Syscalls.number(abi, name).isPresent()));
    terminal.message(
        tokens(abis)
            + " has no "
            + word
            + (instead.isEmpty() ? "" : ", but " + String.join(", ", instead)));
    return Status.NO;
  }

  private static String tokens(List<Abi> abis) {
    return String.join(", ", abis.stream().map(Abi::token).toList());
  }

  private static OptionalInt number(String word) {
    char first = word.charAt(0);
    if (first < '0' || first > '9') {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.decode(word));
    } catch (NumberFormatException e) {
      throw new UsageError(word + " is neither a name nor a number");
    }
  }
}
