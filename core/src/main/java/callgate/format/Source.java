package callgate.format;

import callgate.bpf.Program;
import callgate.policy.Policy;
import java.util.List;

/** What stands where a command wants a policy. */
public sealed interface Source {
  /**
   * A policy that somebody wrote, in any format.
   *
   * @param warnings what its author should know about it
   */
  record Written(Policy policy, List<Warning> warnings) implements Source {
    public Written {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A filter without the policy that it was made from.
   *
   * @param name what messages call it
   */
  record Raw(String name, Program program) implements Source {}
}
