package callgate.simulation;

import callgate.policy.Rule;

/** What in a policy decides a call. */
public sealed interface Decision {
  /** The first rule that matches it. */
  record ByRule(Rule rule) implements Decision {}

  /** No rule; the call is newer than the policy, or above its numbers. */
  record ByAge() implements Decision {}

  /** No rule, so that the default action holds. */
  record ByDefault() implements Decision {}

  /** The policy is not about calls of that ABI. */
  record ByForeignAbi() implements Decision {}

  /** There is no policy, only a filter. */
  record ByFilter() implements Decision {}
}
