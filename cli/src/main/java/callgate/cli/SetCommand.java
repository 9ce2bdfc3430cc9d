package callgate.cli;

import callgate.decision.Inexpressible;
import callgate.decision.Operand;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.io.IOException;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** What the commands that make one policy of several have in common. */
abstract class SetCommand implements Command {
  private final String name;

  SetCommand(String name) {
    this.name = name;
  }

  /** {@return the policy that is the result} */
  abstract Policy apply(String result, List<Operand> operands);

  @Override
  public String usage() {
    return "POLICY POLICY... [--to FORMAT] [-o FILE]";
  }

  @Override
  public Options options() {
    return PolicyOutput.addTo(PolicyArgument.addTo(new Options()));
  }

  @Override
  public int run(CommandLine line, Terminal terminal) throws IOException {
    if (line.getArgList().size() < 2) {
      throw new UsageError(name + " takes at least two policies");
    }
    Operands operands = Operands.of(line, terminal);
    String result = PolicyOutput.name(line, "<" + name + ">");
    try {
      PolicyOutput.write(apply(result, operands.meanings()), line, terminal);
    } catch (Inexpressible e) {
      throw new BadInput(Position.of(result), Failure.text(e));
    }
    return Status.DONE;
  }
}
