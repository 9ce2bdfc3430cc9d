package callgate.format;

import callgate.bpf.Program;
import callgate.policy.Policy;
import java.util.List;

/** What stands where a command wants a policy. */
public sealed interface Source {
  /** {@return what messages call it} */
  String name();

  /** {@return what its author should know about it} */
  List<Warning> warnings();

  /** A policy that somebody wrote, in any format. */
  record Written(Reading reading) implements Source {
    /** A policy that stands in no document. */
    public Written(Policy policy) {
      this(new Reading(policy, List.of()));
    }

    public Policy policy() {
      return reading.policy();
    }

    @Override
    public String name() {
      return reading.policy().name();
    }

    @Override
    public List<Warning> warnings() {
      return reading.warnings();
    }
  }

  /** A filter without the policy that it was made from. */
  record Raw(String name, Program program, List<Warning> warnings) implements Source {
    public Raw {
      warnings = List.copyOf(warnings);
    }

    public Raw(String name, Program program) {
      this(name, program, List.of());
    }
  }
}
