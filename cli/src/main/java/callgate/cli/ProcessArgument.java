package callgate.cli;

import callgate.bpf.CompileOptions;
import callgate.bpf.FilterCompiler;
import callgate.bpf.Instruction;
import callgate.bpf.NamedAbis;
import callgate.bpf.Opcode;
import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.FilterStack;
import callgate.decision.Meaning;
import callgate.format.Reading;
import callgate.format.Source;
import callgate.format.Warning;
import callgate.kernel.ProcessFilters;
import callgate.kernel.ProcessSeccomp;
import callgate.kernel.ProcessSeccomp.ThreadSeccomp;
import callgate.kernel.SeccompStatus.Mode;
import callgate.kernel.StrictMode;
import callgate.policy.Action;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What {@code pid:N} stands for: the filters of a process, as one. */
final class ProcessArgument {
  private ProcessArgument() {}

  /** {@return a process's filter, or one that does what all of them do together} */
  static Source source(int process) {
    String name = "pid:" + process;
    ProcessSeccomp running = ProcessSeccomp.running(process);
    ThreadSeccomp thread = running.main();
    List<Warning> warnings = running.isUniform() ? List.of() : List.of(differ(name, running));
    return thread.status().mode() == Mode.STRICT
        ? new Source.Written(new Reading(StrictMode.policy(name), warnings))
        : new Source.Raw(name, program(ProcessFilters.of(thread.id())), warnings);
  }

  private static Warning differ(String name, ProcessSeccomp process) {
    return new Warning(
        Position.of(name),
        "threads differ: this is what thread "
            + process.main().id()
            + " runs under; callgate inspect "
            + process.id()
            + " shows all, and pid:"
            + process.threads().getLast().id()
            + " is another of them");
  }

  private static Program program(List<Program> filters) {
    if (filters.isEmpty()) {
      return Program.of(List.of(new Instruction(Opcode.RET_K, 0, 0, Action.ALLOW.returnValue())));
    }
    return filters.size() == 1
        ? filters.getFirst()
        : FilterCompiler.compile(
            meaning(filters, new Diagrams()), abis(filters), CompileOptions.DEFAULT);
  }

  /** {@return what filters mean together, of which there is at least one} */
  static Meaning meaning(List<Program> filters, Diagrams diagrams) {
    List<Meaning> meanings = new ArrayList<>();
    for (Program filter : filters) {
      meanings.add(SymbolicExecution.inStack(filter, diagrams, Abi.host().order()));
    }
    return FilterStack.combine(meanings);
  }

  /** {@return the ABIs that filters are about} */
  static List<Abi> abis(List<Program> filters) {
    Set<Abi> abis = new LinkedHashSet<>();
    filters.forEach(filter -> abis.addAll(NamedAbis.of(filter)));
    return abis.isEmpty() ? List.of(Abi.host()) : List.copyOf(abis);
  }
}
