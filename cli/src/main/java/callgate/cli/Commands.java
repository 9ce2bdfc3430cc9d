package callgate.cli;

import callgate.syscall.Spelling;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The subcommands there are: one line each. Only the chosen one is built. */
final class Commands {
  private static final List<Entry> ALL =
      List.of(
          new Entry("harden", HardenCommand::new),
          new Entry("record", RecordCommand::new),
          new Entry("generate", GenerateCommand::new),
          new Entry("run", RunCommand::new),
          new Entry("explain", ExplainCommand::new),
          new Entry("lint", LintCommand::new),
          new Entry("compile", CompileCommand::new),
          new Entry("show", ShowCommand::new),
          new Entry("convert", ConvertCommand::new),
          new Entry("disasm", DisasmCommand::new),
          new Entry("simulate", SimulateCommand::new),
          new Entry("test", TestCommand::new),
          new Entry("syscalls", SyscallsCommand::new),
          new Entry("inspect", InspectCommand::new),
          new Entry("ps", PsCommand::new),
          new Entry("watch", WatchCommand::new),
          new Entry("probe", ProbeCommand::new),
          new Entry("check", CheckCommand::new),
          new Entry("diff", DiffCommand::new),
          new Entry("merge", MergeCommand::new),
          new Entry("intersect", IntersectCommand::new),
          new Entry("subtract", SubtractCommand::new),
          new Entry("decompile", DecompileCommand::new),
          new Entry("flatten", FlattenCommand::new),
          new Entry("completion", CompletionCommand::new),
          new Entry("version", VersionCommand::new),
          new Entry("help", HelpCommand::new));

  private Commands() {}

  /**
   * A subcommand by its name.
   *
   * @param name as on the command line
   * @param builder makes it when it was chosen
   */
  private record Entry(String name, Supplier<Command> builder) {}

  /** {@return the names, in the order that the list of commands shows} */
  static List<String> names() {
    return ALL.stream().map(Entry::name).toList();
  }

  /** {@return the command of this name, newly built} */
  static Optional<Command> find(String name) {
    for (Entry entry : ALL) {
      if (entry.name.equals(name)) {
        return Optional.of(entry.builder.get());
      }
    }
    return Optional.empty();
  }

  /**
   * {@return the command of this name, newly built}
   *
   * @throws UsageError with a suggestion where there is none
   */
  static Command get(String name) {
    return find(name)
        .orElseThrow(() ->
            new UsageError(
                "there is no command "
                    + name
                    + Spelling.nearest(name, names())
                        .map(close -> "; did you mean " + close + "?")
                        .orElse("; callgate help lists them")));
  }
}
