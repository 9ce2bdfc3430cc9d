package callgate.lint;

import callgate.format.Warning;
import java.util.List;
import java.util.Set;

/**
 * What filters beside a policy take care of (systemd.exec(5)): it needs no finding in the policy.
 */
final class OtherFilters {
  private OtherFilters() {}

  /** {@return the findings that no other filter makes pointless} */
  static List<Finding> without(List<Finding> findings, List<Warning> warnings) {
    return findings.stream()
        .filter(finding ->
            warnings.stream()
                .noneMatch(warning -> codes(warning.filter()).contains(finding.code())))
        .toList();
  }

  private static Set<Code> codes(String filter) {
    return switch (filter) {
      case "MemoryDenyWriteExecute" -> Set.of(Code.WRITABLE_CODE, Code.WRITABLE_CODE_ESCAPE);
      case "LockPersonality" -> Set.of(Code.PERSONALITY);
      case "RestrictNamespaces" -> Set.of(Code.USER_NAMESPACE, Code.OTHER_NAMESPACES);
      default -> Set.of();
    };
  }
}
