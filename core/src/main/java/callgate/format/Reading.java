package callgate.format;

import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.List;

/**
 * What reading a document gave: the policy, and what its author should know about it.
 *
 * @param header where the default action is said, or else what names the policy; only a file where
 *     neither has a line
 */
public record Reading(Policy policy, List<Warning> warnings, Position header) {
  public Reading {
    warnings = List.copyOf(warnings);
  }

  /** A policy of which nobody knows where in its document the header is. */
  public Reading(Policy policy, List<Warning> warnings) {
    this(policy, warnings, Position.of(policy.name()));
  }
}
