package callgate.format;

import callgate.bpf.Program;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.List;

/** What stands where a command wants a policy. */
public sealed interface Source {
  /**
   * A policy that somebody wrote, in any format.
   *
   * @param warnings what its author should know about it
   * @param header where the default action is said, or else what names the policy; only a file
   *     where neither has a line
   */
  record Written(Policy policy, List<Warning> warnings, Position header) implements Source {
    public Written {
      warnings = List.copyOf(warnings);
    }

    /** A policy of which nobody knows where in its file the header is. */
    public Written(Policy policy, List<Warning> warnings) {
      this(policy, warnings, Position.of(policy.name()));
    }
  }

  /**
   * A filter without the policy that it was made from.
   *
   * @param name what messages call it
   */
  record Raw(String name, Program program) implements Source {}
}
