package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.Permissive;
import callgate.bpf.Program;
import callgate.explanation.Explainer;
import callgate.format.PolicySource;
import callgate.format.Source;
import callgate.kernel.Executable;
import callgate.kernel.Execution;
import callgate.kernel.Filter;
import callgate.kernel.Privileges;
import callgate.live.AskMode;
import callgate.live.ComplainMode;
import callgate.live.Complaints;
import callgate.live.Confinement;
import callgate.live.Prompt;
import callgate.live.ReportTarget;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate run --policy POLICY -- CMD}. */
final class RunCommand implements Command {
  @Override
  public String summary() {
    return "become a program that runs under a policy";
  }

  @Override
  public String usage() {
    return "--policy POLICY [--mode MODE] [--report-to TARGET] [--] CMD [ARGUMENT...]";
  }

  @Override
  public String example() {
    return """
    callgate run --policy builtin:docker -- ls -l
    callgate run --policy my-service.yaml --mode complain -- ./my-service\
    """;
  }

  @Override
  public Options options() {
    return PolicyArgument.addTo(new Options())
        .addOption(PolicyArgument.value("policy", "POLICY", "what the program may do"))
        .addOption(
            PolicyArgument.value(
                "mode",
                "MODE",
                "enforce (the default); or complain of, ask about or log what it would stop"))
        .addOption(
            PolicyArgument.value(
                "fix", "FILE", "with ask: keep what is always allowed here, not in POLICY itself"))
        .addOption(
            PolicyArgument.value(
                "report-to",
                "TARGET",
                "where complaints go: stderr (the default), syslog, journal, or a file"))
        .addOption(null, "keep-privileges", false, "set-user-ID programs work; needs CAP_SYS_ADMIN")
        .addOption(null, "yes-unconfined", false, "a policy that forbids nothing is meant");
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> command = line.getArgList();
    if (command.isEmpty()) {
      throw new UsageError("run what? callgate run --policy POLICY -- CMD");
    }
    if (!line.hasOption("policy")) {
      throw new UsageError("under which policy? callgate run --policy POLICY -- CMD");
    }
    Mode mode = mode(line.getOptionValue("mode", "enforce"));
    if (line.hasOption("report-to") && mode != Mode.COMPLAIN) {
      throw new UsageError("--report-to is for --mode complain");
    }
    if (line.hasOption("fix") && mode != Mode.ASK) {
      throw new UsageError("--fix is for --mode ask");
    }
    Execution.prepare();
    Source source = source(line, terminal);
    if (isUnconfined(source) && !line.hasOption("yes-unconfined")) {
      throw new UsageError(
          "this policy forbids nothing; say --yes-unconfined too if that is meant");
    }
    Executable program = Executable.find(command);
    Privileges privileges =
        line.hasOption("keep-privileges") ? Privileges.KEEP : Privileges.GIVE_UP;
    if (mode == Mode.COMPLAIN) {
      return complain(program, source, privileges, line, terminal);
    }
    if (mode == Mode.ASK) {
      return ask(program, source, privileges, line, terminal);
    }
    Filter filter = filter(source, mode == Mode.LOG);
    terminal.out().flush();
    Execution.become(program, filter, privileges);
    throw new AssertionError("a program that was executed does not return");
  }

  /**
   * {@return the policy} The program's own messages shall be the first, so warnings are for those
   * who ask.
   */
  private static Source source(CommandLine line, Terminal terminal) {
    String argument = line.getOptionValue("policy");
    // What container runtimes call having no policy
    String policy = argument.equals("unconfined") ? "builtin:unconfined" : argument;
    return terminal.verbose()
        ? PolicyArgument.read(policy, line, terminal)
        : PolicySource.read(policy, PolicyArgument.options(line));
  }

  private enum Mode {
    ENFORCE,
    LOG,
    COMPLAIN,
    ASK
  }

  private static Mode mode(String name) {
    return switch (name) {
      case "enforce" -> Mode.ENFORCE;
      case "log" -> Mode.LOG;
      case "complain" -> Mode.COMPLAIN;
      case "ask" -> Mode.ASK;
      default -> throw new UsageError("--mode is enforce, complain, ask or log, not " + name);
    };
  }

  private static int complain(
      Executable program, Source source, Privileges privileges, CommandLine line, Terminal terminal)
      throws IOException {
    Confinement confinement = WatchedProgram.confinement(source);
    String target = line.getOptionValue("report-to", "stderr");
    try (ReportTarget reports = ReportTarget.of(target, terminal.err())) {
      Complaints complaints = new Complaints(reports, confinement.name(), terminal.json());
      int status = ComplainMode.run(program, confinement, privileges, complaints).forShell();
      if (!reports.losses().isEmpty()) {
        terminal.message(reports.losses());
      }
      return status;
    }
  }

  private static int ask(
      Executable program, Source source, Privileges privileges, CommandLine line, Terminal terminal)
      throws IOException {
    String output =
        Optional.ofNullable(line.getOptionValue("fix"))
            .or(() -> FixedPolicy.file(line.getOptionValue("policy")))
            .orElseThrow(() ->
                new UsageError(
                    "--mode ask keeps what is always allowed: this policy is in no file of its own,"
                        + " so say in which one: --fix FILE"));
    Confinement confinement = WatchedProgram.confinement(source);
    Explainer explainer = Explainer.of(source, Abi.host().order());
    try (Prompt prompt = Prompt.onTerminal(confinement.name())) {
      return AskMode.run(
              program,
              confinement,
              explainer,
              privileges,
              prompt,
              changes -> FixedPolicy.write(output, line, terminal, explainer, changes))
          .forShell();
    }
  }

  private static boolean isUnconfined(Source source) {
    return source instanceof Source.Written written
        ? written.policy().isUnconfined()
        : Permissive.isUnconfined(((Source.Raw) source).program());
  }

  private static Filter filter(Source source, boolean logging) {
    if (source instanceof Source.Raw raw) {
      Program program = logging ? Permissive.of(raw.program()) : raw.program();
      return Filter.of(program, Set.of());
    }
    Policy written = ((Source.Written) source).policy();
    Policy policy = logging ? Permissive.of(written) : written;
    WatchedProgram.requireHost(policy);
    Program program = FilterArgument.compile(policy, CompileOptions.DEFAULT).program();
    return Filter.of(program, policy.flags());
  }
}
