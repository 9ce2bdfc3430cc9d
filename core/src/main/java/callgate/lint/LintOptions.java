package callgate.lint;

import java.util.Optional;
import java.util.Set;

/**
 * What is known about the place where a policy is used.
 *
 * @param target the software there
 * @param capabilities what processes there can have at most, as {@code CAP_...} names; empty when
 *     that is not known
 * @param format the name of the format that the policy is written in, in which fixes are worded
 */
public record LintOptions(Target target, Optional<Set<String>> capabilities, String format) {
  /** Nothing is known. */
  public static final LintOptions DEFAULT =
      new LintOptions(Target.ANY, Optional.empty(), "callgate");

  public LintOptions {
    capabilities = capabilities.map(Set::copyOf);
  }

  public LintOptions withTarget(Target target) {
    return new LintOptions(target, capabilities, format);
  }

  public LintOptions withCapabilities(Set<String> capabilities) {
    return new LintOptions(target, Optional.of(capabilities), format);
  }

  public LintOptions withFormat(String format) {
    return new LintOptions(target, capabilities, format);
  }
}
