package callgate.cli;

import callgate.format.PolicySource;
import callgate.format.ReadOptions;
import callgate.lint.Code;
import callgate.lint.Finding;
import callgate.lint.JsonReport;
import callgate.lint.Lint;
import callgate.lint.LintOptions;
import callgate.lint.Report;
import callgate.lint.SarifReport;
import callgate.lint.Severity;
import callgate.lint.Target;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate lint POLICY...}. */
final class LintCommand implements Command {
  @Override
  public String summary() {
    return "what is wrong with policies or filters: holes, dead rules, denials that break programs";
  }

  @Override
  public String usage() {
    return "[--severity LEVEL] [--ignore CODE]... [--target WHAT] [--sarif] POLICY...";
  }

  @Override
  public String example() {
    return """
    callgate lint my-service.yaml
    callgate lint --severity note --target glibc=2.41,kernel=6.12,jdk=25 my-service.yaml\
    """;
  }

  @Override
  public Options options() {
    return PolicyArgument.addTo(new Options())
        .addOption(
            PolicyArgument.value(
                "severity",
                "LEVEL",
                "report what is at least this: note, warning (default) or error"))
        .addOption(
            PolicyArgument.value(
                "ignore",
                "CODE",
                "leave out findings of this code, such as CG701; may be repeated"))
        .addOption(
            PolicyArgument.value(
                "target", "WHAT", "it will run with these: glibc=2.41,kernel=6.12,jdk=25"))
        .addOption(null, "sarif", false, "the report as SARIF 2.1.0, for code scanners")
        .addOption(null, "codes", false, "the list of codes, instead of a report");
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (line.hasOption("codes")) {
      return codes(terminal);
    }
    if (line.getArgList().isEmpty()) {
      throw new UsageError("lint looks at policies: callgate lint POLICY...");
    }
    Severity threshold = severity(line.getOptionValue("severity", "warning"));
    Set<Code> ignored = ignored(line);
    LintOptions options = LintOptions.DEFAULT.withTarget(target(line));
    ReadOptions reading = PolicyArgument.options(line);
    if (line.hasOption("cap")) {
      options = options.withCapabilities(reading.capabilities());
    }
    List<Finding> all = new ArrayList<>();
    for (String argument : line.getArgList()) {
      all.addAll(Lint.check(PolicySource.read(argument, reading), options));
    }
    all.removeIf(finding -> ignored.contains(finding.code()));
    List<Finding> reported =
        all.stream().filter(finding -> finding.severity().compareTo(threshold) >= 0).toList();
    report(reported, line, terminal);
    if (all.size() > reported.size()) {
      terminal.message(
          (all.size() - reported.size())
              + " that matter less are not shown; --severity note shows all");
    }
    return reported.isEmpty() ? Status.DONE : Status.NO;
  }

  private static int codes(Terminal terminal) {
    if (terminal.json()) {
      terminal.out().println(JsonReport.codes());
      return Status.DONE;
    }
    for (Code code : Code.values()) {
      terminal.out().println(code.id() + " " + code.slug() + ": " + code.title());
    }
    return Status.DONE;
  }

  private static Severity severity(String word) {
    return Severity.of(word)
        .orElseThrow(() -> new UsageError("--severity is note, warning or error, not " + word));
  }

  private static Set<Code> ignored(CommandLine line) {
    Set<Code> codes = EnumSet.noneOf(Code.class);
    if (line.hasOption("ignore")) {
      for (String word : line.getOptionValues("ignore")) {
        codes.add(
            Code.of(word)
                .orElseThrow(() ->
                    new UsageError(
                        "there is no code " + word + "; callgate lint --codes lists them")));
      }
    }
    return codes;
  }

  private static Target target(CommandLine line) {
    if (!line.hasOption("target")) {
      return Target.ANY;
    }
    try {
      return Target.parse(line.getOptionValue("target"));
    } catch (IllegalArgumentException e) {
      throw new UsageError(Failure.text(e));
    }
  }

  private static void report(List<Finding> findings, CommandLine line, Terminal terminal) {
    if (line.hasOption("sarif")) {
      terminal.out().println(SarifReport.of(VersionCommand.version(), findings));
    } else if (terminal.json()) {
      terminal.out().println(JsonReport.of(findings));
    } else {
      terminal.out().print(Report.text(findings, terminal.colored()));
    }
  }
}
