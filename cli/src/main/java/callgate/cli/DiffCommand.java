package callgate.cli;

import callgate.decision.Comparison;
import callgate.decision.Difference;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate diff POLICY POLICY}. */
final class DiffCommand implements Command {
  @Override
  public String summary() {
    return "how two policies differ, call by call, each difference with a call that shows it";
  }

  @Override
  public String usage() {
    return "POLICY POLICY [--allow-only]";
  }

  @Override
  public String example() {
    return """
    callgate diff old.yaml new.yaml
    callgate diff --allow-only builtin:docker filter.bpf && echo they allow the same\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(
        null, "allow-only", false, "compare what is let through, not how the rest is stopped");
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) {
    if (line.getArgList().size() != 2) {
      throw new UsageError("diff takes two policies");
    }
    Operands operands = Operands.of(line, terminal);
    List<Difference> differences =
        Comparison.of(
            operands.meanings().getFirst(),
            operands.meanings().getLast(),
            line.hasOption("allow-only"));
    DifferenceReport report = new DifferenceReport(operands, differences, terminal.verbose());
    if (terminal.json()) {
      JsonResult.print(terminal, report::write);
    } else if (!terminal.quiet() || !differences.isEmpty()) {
      terminal.out().print(report.text());
    }
    return differences.isEmpty() ? Status.DONE : Status.NO;
  }
}
