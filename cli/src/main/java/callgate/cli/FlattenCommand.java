package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.FilterCompiler;
import callgate.bpf.InvalidProgram;
import callgate.bpf.NamedAbis;
import callgate.bpf.Program;
import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate flatten POLICY...}. */
final class FlattenCommand implements Command {
  @Override
  public String summary() {
    return "one proven filter that does what a stack of them does";
  }

  @Override
  public String usage() {
    return "POLICY... [-o FILE.bpf]";
  }

  @Override
  public String example() {
    return """
    callgate flatten first-installed.bpf last-installed.bpf -o together.bpf
    callgate flatten builtin:docker service.yaml\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(ResultFile.option("write the raw filter here; - is standard output"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().isEmpty()) {
      throw new UsageError("flatten takes filters or policies in the order of installation");
    }
    String output = line.getOptionValue("output");
    boolean taken = output != null && ResultFile.isStandardOutput(output);
    if (taken && terminal.json()) {
      throw new UsageError("only one of -o - and --json can have standard output");
    }
    Operands operands = Operands.of(line, terminal);
    List<FilterArgument> filters = new ArrayList<>();
    List<Abi> abis = new ArrayList<>();
    for (int i = 0; i < operands.sources().size(); i++) {
      FilterArgument filter = filter(operands.sources().get(i));
      filters.add(filter);
      filter.abis().stream().filter(abi -> !abis.contains(abi)).forEach(abis::add);
    }
    FilterArgument flat = new FilterArgument("<stack>", abis, compile(operands, abis, line));
    StackCost cost = StackCost.of(filters, flat, PolicyArgument.kernel(line));
    if (output != null) {
      ResultFile.write(output, flat.program().write(flat.order()), terminal);
    }
    if (terminal.json()) {
      JsonResult.print(terminal, cost::write);
    } else if (taken) {
      terminal.message(cost.line());
    } else {
      terminal.out().print(cost.text());
    }
    return Status.DONE;
  }

  private static FilterArgument filter(Source source) {
    return switch (source) {
      case Source.Written written ->
          FilterArgument.compile(written.policy(), CompileOptions.DEFAULT);
      case Source.Raw(String name, Program program, _) -> {
        List<Abi> abis = NamedAbis.of(program);
        yield new FilterArgument(name, abis.isEmpty() ? List.of(Abi.host()) : abis, program);
      }
    };
  }

  private static Program compile(Operands operands, List<Abi> abis, CommandLine line) {
    try {
      return FilterCompiler.compile(operands.stack(line), abis, CompileOptions.DEFAULT);
    } catch (InvalidProgram tooLong) {
      throw new BadInput(Position.of("<stack>"), Failure.text(tooLong));
    }
  }
}
