package callgate.cli;

import callgate.decision.Operand;
import callgate.decision.SetOperations;
import callgate.policy.Policy;
import java.util.List;

/** {@code callgate intersect POLICY POLICY...}. */
final class IntersectCommand extends SetCommand {
  IntersectCommand() {
    super("intersect");
  }

  @Override
  public String summary() {
    return "a policy that allows what all of several allow";
  }

  @Override
  public String example() {
    return "callgate intersect builtin:docker service.yaml -o strict.yaml";
  }

  @Override
  Policy apply(String result, List<Operand> operands) {
    return SetOperations.intersect(result, operands);
  }
}
