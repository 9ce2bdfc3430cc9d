package callgate.lint;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How a rule stands in a policy's own format, in brackets to follow a sentence; empty where a
 * filter is all that there is, or the format has no words for it.
 */
enum Snippet {
  CALLGATE("allow: [%s]", "errno(ENOSYS): [%s]", ", "),
  OCI(
      "{ \"names\": [%s], \"action\": \"SCMP_ACT_ALLOW\" }",
      "{ \"names\": [%s], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38 }", ", "),
  SYSTEMD("SystemCallFilter=%s", "SystemCallFilter=%s", " "),
  MINIJAIL("%s", "%s", "; "),
  KAFEL("ALLOW { %s }", "ERRNO(38) { %s }", ", "),
  ELASTIC("names: [%s]", "", ", "),
  NORTHSTAR("%s", "", ", "),
  OIDC("a line with %s", "", ", "),
  NONE("", "", "");

  private final String allow;
  private final String noSuchCall;
  private final String separator;

  Snippet(String allow, String noSuchCall, String separator) {
    this.allow = allow;
    this.noSuchCall = noSuchCall;
    this.separator = separator;
  }

  /** {@return that of a format, by the name that the command line has for it} */
  static Snippet of(String format) {
    return switch (format) {
      case "callgate" -> CALLGATE;
      case "oci", "kubernetes" -> OCI;
      case "systemd" -> SYSTEMD;
      case "minijail" -> MINIJAIL;
      case "kafel" -> KAFEL;
      case "elastic" -> ELASTIC;
      case "northstar" -> NORTHSTAR;
      case "oidc-agent" -> OIDC;
      default -> NONE;
    };
  }

  /** {@return how calls are let through} */
  String allow(List<String> calls) {
    return fill(allow, calls, this == MINIJAIL ? ": 1" : this == NORTHSTAR ? ": any" : "");
  }

  /** {@return how calls get ENOSYS} */
  String noSuchCall(List<String> calls) {
    String suffix =
        switch (this) {
          case MINIJAIL -> ": return ENOSYS";
          case SYSTEMD -> ":ENOSYS";
          default -> "";
        };
    return fill(noSuchCall, calls, suffix);
  }

  private String fill(String pattern, List<String> calls, String suffix) {
    if (pattern.isEmpty()) {
      return "";
    }
    String quote = this == OCI ? "\"" : "";
    String list =
        calls.stream()
            .map(call -> quote + call + quote + suffix)
            .collect(Collectors.joining(separator));
    return " (" + pattern.replace("%s", list) + ")";
  }
}
