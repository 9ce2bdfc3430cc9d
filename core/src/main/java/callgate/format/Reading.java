package callgate.format;

import callgate.policy.Policy;
import java.util.List;

/** What reading a document gave: the policy, and what its author should know about it. */
public record Reading(Policy policy, List<Warning> warnings) {
  public Reading {
    warnings = List.copyOf(warnings);
  }
}
