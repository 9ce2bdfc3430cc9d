package callgate.cli;

import callgate.decision.Operand;
import callgate.decision.SetOperations;
import callgate.policy.Policy;
import java.util.List;

/** {@code callgate subtract POLICY POLICY...}. */
final class SubtractCommand extends SetCommand {
  SubtractCommand() {
    super("subtract");
  }

  @Override
  public String summary() {
    return "a policy that allows what the first allows and no other does";
  }

  @Override
  public String example() {
    return "callgate subtract builtin:docker service.yaml";
  }

  @Override
  Policy apply(String result, List<Operand> operands) {
    return SetOperations.subtract(result, operands);
  }
}
