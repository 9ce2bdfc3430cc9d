package callgate.cli;

import callgate.decision.Operand;
import callgate.decision.SetOperations;
import callgate.policy.Policy;
import java.util.List;

/** {@code callgate merge POLICY POLICY...}. */
final class MergeCommand extends SetCommand {
  MergeCommand() {
    super("merge");
  }

  @Override
  public String summary() {
    return "a policy that allows what any of several allow";
  }

  @Override
  public String example() {
    return "callgate merge web.yaml metrics.yaml -o both.yaml";
  }

  @Override
  Policy apply(String result, List<Operand> operands) {
    return SetOperations.merge(result, operands);
  }
}
