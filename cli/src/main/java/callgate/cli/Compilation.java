package callgate.cli;

import callgate.bpf.CallMix;
import callgate.bpf.CompileOptions;
import callgate.bpf.Cost;
import callgate.bpf.CostModel;
import callgate.bpf.Objective;
import callgate.format.Document;
import callgate.format.PolicySource;
import callgate.format.Reading;
import callgate.format.Source;
import callgate.learn.EvidenceFile;
import callgate.learn.TypicalCalls;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * A policy that was compiled, and how.
 *
 * @param input what was compiled
 * @param filter the proven filter of it
 * @param milliseconds from policy to proven filter
 * @param options how it was compiled
 * @param mix calls that were given as typical
 * @param kernel whose calls count
 */
record Compilation(
    Source input,
    FilterArgument filter,
    double milliseconds,
    CompileOptions options,
    CallMix mix,
    KernelVersion kernel) {
  /** The first kernel that decides calls without running the filter. */
  private static final KernelVersion FIRST_WITH_CACHE = new KernelVersion(5, 11);

  /** Compiles what a command line says. */
  static Compilation of(CommandLine line, Terminal terminal) {
    Source input = PolicyArgument.read(line.getArgList().getFirst(), line, terminal);
    if (input instanceof Source.Written(Reading reading)) {
      input = new Source.Written(reading.withPolicy(AbiOption.restrict(reading.policy(), line)));
    }
    CallMix mix = mix(line, input);
    CompileOptions options = new CompileOptions(objective(line), mix.weights(), costs(line));
    long start = System.nanoTime();
    FilterArgument filter = filter(input, line, options);
    return new Compilation(input, filter, since(start), options, mix, PolicyArgument.kernel(line));
  }

  private static FilterArgument filter(Source input, CommandLine line, CompileOptions options) {
    return input instanceof Source.Raw(var name, var program, _)
        ? FilterArgument.raw(name, program, line).again(options)
        : FilterArgument.compile(((Source.Written) input).policy(), options);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static Objective objective(CommandLine line) {
    String goal = line.getOptionValue("optimize", "speed");
    return switch (goal) {
      case "speed" -> Objective.SPEED;
      case "size" -> Objective.SIZE;
      default -> throw new UsageError("--optimize is speed or size, not " + goal);
    };
  }

  /** A kernel that is named is optimised for; a filter that may run on any kernel is not. */
  private static CostModel costs(CommandLine line) {
    boolean cached =
        line.hasOption("kernel") && PolicyArgument.kernel(line).compareTo(FIRST_WITH_CACHE) >= 0;
    return cached ? CostModel.CACHED : CostModel.EVERY_CALL;
  }

  /** Evidence is JSON; anything else is a table of calls of the policy's first ABI. */
  private static CallMix mix(CommandLine line, Source input) {
    String file = line.getOptionValue("weights");
    if (file == null) {
      return CallMix.NONE;
    }
    Document document = PolicySource.document(file);
    if (document.isJson()) {
      return TypicalCalls.of(
          EvidenceFile.read(document.name(), new ByteArrayInputStream(document.bytes())));
    }
    Abi abi =
        input instanceof Source.Written written ? written.policy().abis().getFirst() : Abi.host();
    return CallMix.table(document.name(), document.text(), abi);
  }

  /** {@return what the filter costs} */
  Cost cost() {
    return Cost.of(filter.program(), filter.abis(), kernel, mix);
  }

  /** {@return how long it takes to compile and prove what concerns one ABI, in milliseconds} */
  double milliseconds(Abi abi) {
    if (filter.abis().size() == 1 || !(input instanceof Source.Written written)) {
      return milliseconds;
    }
    long start = System.nanoTime();
    FilterArgument.compile(written.policy().withAbis(List.of(abi)), options);
    return since(start);
  }
}
