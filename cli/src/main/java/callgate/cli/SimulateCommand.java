package callgate.cli;

import callgate.bpf.FilterCompiler;
import callgate.decision.Call;
import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.simulation.BatchSimulation;
import callgate.simulation.CallProblem;
import callgate.simulation.CallReader;
import callgate.simulation.Judge;
import callgate.syscall.Abi;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** {@code callgate simulate POLICY SYSCALL}. */
final class SimulateCommand implements Command {
  @Override
  public String summary() {
    return "what a policy or filter does with a call, and why";
  }

  @Override
  public String usage() {
    return "POLICY [--arch ARCH] SYSCALL [ARG...] | POLICY --batch FILE";
  }

  @Override
  public String example() {
    return """
    callgate simulate builtin:docker socket AF_VSOCK SOCK_STREAM
    callgate simulate filter.bpf --arch x86 socketcall 1
    printf 'x86_64\\tread\\nx86_64\\tptrace\\n' | callgate simulate builtin:docker --batch -\
    """;
  }

  @Override
  public Options options() {
    Options options = PolicyArgument.addTo(new Options());
    options.addOption(AbiOption.option("the ABI that the call is made on"));
    options.addOption(
        PolicyArgument.value(
            "batch", "FILE", "a call a line: arch, syscall and arguments, divided by tabs"));
    return options;
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    List<String> arguments = line.getArgList();
    String batch = line.getOptionValue("batch");
    if (arguments.isEmpty() || (batch == null && arguments.size() < 2)) {
      throw new UsageError("simulate what? callgate simulate POLICY SYSCALL [ARG...]");
    }
    if (AbiOption.named(line).size() > 1) {
      throw new UsageError("a call is made on one ABI");
    }
    Source source = PolicyArgument.read(arguments.getFirst(), line, terminal);
    Judge judge = judge(source, line);
    if (batch != null) {
      if (arguments.size() > 1 || terminal.json()) {
        throw new UsageError("--batch takes its calls from a file, and answers in plain lines");
      }
      simulate(batch, judge, terminal);
    } else {
      Abi abi = abi(source, line);
      Call call = call(abi, arguments.subList(1, arguments.size()));
      SimulationReport.print(terminal, abi, call, judge);
    }
    return Status.DONE;
  }

  private static Judge judge(Source source, CommandLine line) {
    return source instanceof Source.Raw raw
        ? Judge.of(raw.program(), FilterArgument.raw(raw.name(), raw.program(), line).order())
        : Judge.of(FilterCompiler.compile(((Source.Written) source).policy()));
  }

  /** The ABI that is asked for, or else this machine's if the policy is about it. */
  private static Abi abi(Source source, CommandLine line) {
    List<Abi> named = AbiOption.named(line);
    if (!named.isEmpty()) {
      return named.getFirst();
    }
    List<Abi> known =
        source instanceof Source.Raw raw
            ? FilterArgument.raw(raw.name(), raw.program(), line).abis()
            : ((Source.Written) source).policy().abis();
    return known.contains(Abi.host()) ? Abi.host() : known.getFirst();
  }

  private static Call call(Abi abi, List<String> words) {
    try {
      return CallReader.of(abi).call(words.getFirst(), words.subList(1, words.size()));
    } catch (CallProblem e) {
      throw new UsageError(e.problem());
    }
  }

  private static void simulate(String file, Judge judge, Terminal terminal) throws IOException {
    boolean standardInput = file.equals("-");
    String name = standardInput ? "<stdin>" : file;
    if (!standardInput && Files.isDirectory(Path.of(file))) {
      throw new BadInput(Position.of(name), "this is a directory; calls are in a file");
    }
    try (InputStream bytes = standardInput ? System.in : Files.newInputStream(Path.of(file));
        BufferedReader input =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), 1 << 16)) {
      new BatchSimulation(name, judge).run(input, terminal.out());
    }
  }
}
