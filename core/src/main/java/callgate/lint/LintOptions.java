package callgate.lint;

import java.util.Optional;
import java.util.Set;

/**
 * What is known about the place where a policy is used.
 *
 * @param target the software there
 * @param capabilities what processes there can have at most, as {@code CAP_...} names; empty where
 *     only the policy itself may tell
 */
public record LintOptions(Target target, Optional<Set<String>> capabilities) {
  /** Nothing is known. */
  public static final LintOptions DEFAULT = new LintOptions(Target.ANY, Optional.empty());

  public LintOptions {
    capabilities = capabilities.map(Set::copyOf);
  }

  public LintOptions withTarget(Target target) {
    return new LintOptions(target, capabilities);
  }

  public LintOptions withCapabilities(Set<String> capabilities) {
    return new LintOptions(target, Optional.of(capabilities));
  }
}
