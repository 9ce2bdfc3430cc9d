package callgate.format;

import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What reading a document gave: the policy, and what its author should know about it.
 *
 * @param header where the default action is said, or else what names the policy; only a file where
 *     neither has a line
 * @param capabilities what processes under the policy can have at most, as {@code CAP_...} names;
 *     empty where the document says nothing about that
 * @param format the name of the format that the document is in
 */
public record Reading(
    Policy policy,
    List<Warning> warnings,
    Position header,
    Optional<Set<String>> capabilities,
    String format) {
  public Reading {
    warnings = List.copyOf(warnings);
    capabilities = capabilities.map(Set::copyOf);
  }

  /** A policy in Callgate's own format. */
  public Reading(Policy policy, List<Warning> warnings, Position header) {
    this(policy, warnings, header, Optional.empty(), "callgate");
  }

  /** A policy of which nobody knows where in its document the header is. */
  public Reading(Policy policy, List<Warning> warnings) {
    this(policy, warnings, Position.of(policy.name()));
  }

  /** {@return the same for processes that can have no other capabilities} */
  public Reading within(Set<String> capabilities) {
    return new Reading(policy, warnings, header, Optional.of(capabilities), format);
  }

  Reading in(String format) {
    return new Reading(policy, warnings, header, capabilities, format);
  }

  public Reading withPolicy(Policy policy) {
    return new Reading(policy, warnings, header, capabilities, format);
  }
}
