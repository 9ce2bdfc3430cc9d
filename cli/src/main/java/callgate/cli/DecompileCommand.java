package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.FilterCompiler;
import callgate.bpf.Program;
import callgate.decision.Decompiler;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.decision.Restriction;
import callgate.decision.TooComplex;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate decompile POLICY...}. */
final class DecompileCommand implements Command {
  @Override
  public String summary() {
    return "the shortest policy that means exactly what a filter, or a stack of them, does";
  }

  @Override
  public String usage() {
    return "POLICY... [--each] [--arch ARCH]... [--to FORMAT] [-o FILE]";
  }

  @Override
  public String example() {
    return """
    callgate decompile filter.bpf
    callgate decompile first-installed.bpf last-installed.bpf -o together.yaml\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyOutput.addTo(PolicyArgument.addTo(new Options()));
    options.addOption(AbiOption.option("only this ABI; others are killed; may be repeated"));
    options.addOption(null, "each", false, "each filter by itself, not all as a stack");
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().isEmpty()) {
      throw new UsageError("decompile takes a filter, or several in the order of installation");
    }
    Operands operands = Operands.of(line, terminal);
    if (!line.hasOption("each")) {
      decompile(name(operands), operands.stack(line), line, terminal);
      return Status.DONE;
    }
    if (operands.sources().size() > 1 && line.hasOption("output")) {
      throw new UsageError("--each and -o exclude each other where there are several filters");
    }
    for (int i = 0; i < operands.sources().size(); i++) {
      if (!terminal.json() && operands.sources().size() > 1) {
        terminal.out().println((i == 0 ? "# " : "\n---\n# ") + operands.name(i));
      }
      decompile(operands.name(i), operands.meanings().get(i).meaning(), line, terminal);
    }
    return Status.DONE;
  }

  private static String name(Operands operands) {
    return operands.sources().size() == 1 ? operands.name(0) : "<stack>";
  }

  private static void decompile(String name, Meaning meaning, CommandLine line, Terminal terminal)
      throws IOException {
    List<Abi> abis = AbiOption.named(line);
    Meaning meant = abis.isEmpty() ? meaning : Restriction.to(abis, meaning, Action.KILL_PROCESS);
    Policy policy;
    Program again;
    try {
      policy = Decompiler.decompile(meant, name);
      again = FilterCompiler.compile(meant, policy.abis(), CompileOptions.DEFAULT);
    } catch (Inexpressible e) {
      throw new BadInput(
          Position.of(name), Failure.text(e) + "; choose the ABIs that matter with --arch");
    } catch (TooComplex e) {
      throw e.in(name);
    }
    PolicyOutput.write(policy, line, terminal);
    terminal.message(
        name
            + ": "
            + policy.rules().size()
            + (policy.rules().size() == 1 ? " rule; " : " rules; ")
            + "compiled again to "
            + again.size()
            + (again.size() == 1 ? " instruction" : " instructions")
            + ", proven equal");
  }
}
