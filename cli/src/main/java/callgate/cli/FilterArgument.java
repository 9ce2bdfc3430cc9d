package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.FilterCompiler;
import callgate.bpf.InvalidProgram;
import callgate.bpf.NamedAbis;
import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * The filter that a POLICY on the command line stands for.
 *
 * @param name what messages call it
 * @param abis those that it is about
 * @param program what the kernel runs
 */
record FilterArgument(String name, List<Abi> abis, Program program) {
  /** {@return a raw filter as it is, or the proven filter of a policy} */
  static FilterArgument of(CommandLine line, Terminal terminal) {
    return switch (PolicyArgument.read(line.getArgList().getFirst(), line, terminal)) {
      case Source.Raw raw -> raw(raw.name(), raw.program(), line);
      case Source.Written written ->
          compile(AbiOption.restrict(written.policy(), line), CompileOptions.DEFAULT);
    };
  }

  /** {@return a filter that nobody wrote a policy for, about the ABIs that it or the user names} */
  static FilterArgument raw(String name, Program program, CommandLine line) {
    List<Abi> abis = AbiOption.named(line);
    if (abis.isEmpty()) {
      abis = NamedAbis.of(program);
    }
    return new FilterArgument(name, abis.isEmpty() ? List.of(Abi.host()) : abis, program);
  }

  /**
   * {@return the proven filter of a policy}
   *
   * @throws BadInput where the kernel would take none
   */
  static FilterArgument compile(Policy policy, CompileOptions options) {
    try {
      return new FilterArgument(
          policy.name(), policy.abis(), FilterCompiler.compile(policy, options).program());
    } catch (InvalidProgram tooLong) {
      throw tooLong(policy.name(), tooLong);
    }
  }

  /** {@return this filter compiled again from what it means, proven to mean the same} */
  FilterArgument again(CompileOptions options) {
    Meaning meaning = SymbolicExecution.of(program, new Diagrams(), order());
    try {
      return new FilterArgument(name, abis, FilterCompiler.compile(meaning, abis, options));
    } catch (InvalidProgram tooLong) {
      throw tooLong(name, tooLong);
    }
  }

  private static BadInput tooLong(String name, InvalidProgram problem) {
    return new BadInput(
        Position.of(name),
        Failure.text(problem)
            + ": the kernel takes no more; try --optimize size, or fewer ABIs with --arch");
  }

  /** {@return the byte order of the machine that the filter is for} */
  ByteOrder order() {
    return AbiOption.order(abis);
  }
}
