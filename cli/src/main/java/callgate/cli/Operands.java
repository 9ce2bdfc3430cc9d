package callgate.cli;

import callgate.bpf.Program;
import callgate.bpf.SymbolicExecution;
import callgate.decision.Diagrams;
import callgate.decision.FilterStack;
import callgate.decision.Meaning;
import callgate.decision.Operand;
import callgate.format.Source;
import callgate.format.SourceMeaning;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/**
 * The policies and filters on a command line, in their order, with what they mean.
 *
 * @param sources what they are
 * @param meanings what they mean, all in one store
 */
record Operands(List<Source> sources, List<Operand> meanings) {
  static Operands of(CommandLine line, Terminal terminal) {
    List<Source> sources = new ArrayList<>();
    List<Operand> meanings = new ArrayList<>();
    Diagrams diagrams = new Diagrams();
    for (String argument : line.getArgList()) {
      Source source = PolicyArgument.read(argument, line, terminal);
      sources.add(source);
      meanings.add(SourceMeaning.of(source, diagrams, PolicyArgument.options(line).host().order()));
    }
    return new Operands(sources, meanings);
  }

  /** {@return what all of them mean, installed one after the other} */
  Meaning stack(CommandLine line) {
    List<Meaning> stack = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Meaning alone = meanings.get(i).meaning();
      stack.add(
          sources.get(i) instanceof Source.Raw(_, Program program, _) && sources.size() > 1
              ? SymbolicExecution.inStack(
                  program, alone.diagrams(), PolicyArgument.options(line).host().order())
              : alone);
    }
    return FilterStack.combine(stack);
  }

  /** {@return what messages call one of them} */
  String name(int index) {
    return sources.get(index).name();
  }
}
