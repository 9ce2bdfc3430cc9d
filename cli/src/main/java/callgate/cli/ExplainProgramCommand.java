package callgate.cli;

import callgate.explanation.Explainer;
import callgate.format.Source;
import callgate.kernel.AppendedFile;
import callgate.kernel.Executable;
import callgate.kernel.Execution;
import callgate.kernel.Privileges;
import callgate.kernel.Seccomp;
import callgate.kernel.SeccompStatus;
import callgate.live.ExplainMode;
import callgate.live.IncidentJson;
import callgate.live.IncidentText;
import callgate.live.Incidents;
import callgate.live.Sandbox;
import callgate.live.SandboxRecognition;
import callgate.live.SandboxRecognition.Recognised;
import callgate.live.Unclosed;
import callgate.syscall.Abi;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate explain -- CMD}: with a policy, or without one in somebody else's sandbox. */
final class ExplainProgramCommand implements Command {
  @Override
  public String summary() {
    return "run a program and explain each call that is stopped, as it happens";
  }

  @Override
  public String usage() {
    return "[--policy POLICY [--fix FILE]] [--report-to TARGET] -- CMD...";
  }

  @Override
  public String example() {
    return "callgate explain --policy my-service.yaml -- ./my-service";
  }

  @Override
  public Options options() {
    return PolicyArgument.addTo(new Options())
        .addOption(PolicyArgument.value("policy", "POLICY", "what the program may do"))
        .addOption(
            PolicyArgument.value("fix", "FILE", "write the policy with the smallest changes here"))
        .addOption(
            PolicyArgument.value(
                "report-to", "TARGET", "stderr (the default), or a file that is added to"))
        .addOption(
            null, "keep-privileges", false, "set-user-ID programs work; needs CAP_SYS_ADMIN");
  }

  @Override
  public boolean runsProgram() {
    return true;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> command = line.getArgList();
    if (command.isEmpty()) {
      throw new UsageError("explain what? callgate explain --policy POLICY -- CMD");
    }
    if (line.hasOption("fix") && !(line.hasOption("policy") && FixedPolicy.isPossible(line))) {
      throw new UsageError("--fix changes a policy that is a file or a builtin: --policy POLICY");
    }
    Execution.prepare();
    Optional<Source> source =
        Optional.ofNullable(line.getOptionValue("policy"))
            .map(policy -> PolicyArgument.read(policy, line, terminal));
    Executable program = Executable.find(command);
    terminal.out().flush();
    String target = line.getOptionValue("report-to", "stderr");
    try (OutputStream stream = stream(target, terminal);
        PrintStream out = new PrintStream(stream, true, StandardCharsets.UTF_8)) {
      Incidents incidents = terminal.json() ? new IncidentJson(out) : new IncidentText(out);
      return source.isPresent()
          ? underPolicy(program, source.get(), line, terminal, incidents)
          : ExplainMode.run(program, surroundings(line, terminal), incidents).status().forShell();
    }
  }

  /** The program has standard output to itself. */
  private static OutputStream stream(String target, Terminal terminal) throws IOException {
    return switch (target) {
      case "stderr" -> new Unclosed(terminal.err());
      case "syslog", "journal" -> throw new UsageError("explain reports to stderr or to a file");
      default -> AppendedFile.open(target);
    };
  }

  private static int underPolicy(
      Executable program, Source source, CommandLine line, Terminal terminal, Incidents incidents)
      throws IOException {
    Explainer explainer = Explainer.of(source, Abi.host().order());
    ExplainMode.Explained explained =
        ExplainMode.run(
            program,
            WatchedProgram.confinement(source),
            explainer,
            line.hasOption("keep-privileges") ? Privileges.KEEP : Privileges.GIVE_UP,
            incidents);
    if (line.hasOption("fix")) {
      FixedPolicy.write(line.getOptionValue("fix"), line, terminal, explainer, explained.changes());
    }
    return explained.status().forShell();
  }

  /** {@return an explainer for the sandbox around this process, if it is one that is known} */
  private static Explainer surroundings(CommandLine line, Terminal terminal) {
    if (Seccomp.status().mode() != SeccompStatus.Mode.FILTER) {
      terminal.message("no filter is around this process; --policy POLICY puts one around CMD");
      return Explainer.withoutPolicy();
    }
    Optional<Recognised> recognised =
        SandboxRecognition.of(
            Sandbox.probe(), PolicyArgument.options(line), ProbeCommand.bounding());
    if (recognised.isEmpty()) {
      terminal.message("the sandbox around this process is none that is known; probe shows it");
      return Explainer.withoutPolicy();
    }
    terminal.message("the sandbox around this process behaves like " + recognised.get().text());
    return Explainer.of(recognised.get().source(), Abi.host().order());
  }
}
