package callgate.format.firejail;

import callgate.policy.Position;
import java.util.List;

/**
 * A line of a profile that is about system calls.
 *
 * @param name what it starts with, such as {@code seccomp.drop}
 * @param value the rest; empty when there is none
 * @param position where the value stands, or the name where there is none
 */
record Setting(String name, String value, Position position) {
  /** Those that make filters. */
  static final List<String> FILTERS =
      List.of(
          "seccomp",
          "seccomp.drop",
          "seccomp.keep",
          "seccomp.32",
          "seccomp.32.drop",
          "seccomp.32.keep",
          "seccomp.block-secondary",
          "memory-deny-write-execute",
          "restrict-namespaces",
          "protocol");

  /** {@return whether it makes a filter} */
  boolean isFilter() {
    return FILTERS.contains(name);
  }

  /** {@return whether a line that starts with this word is about system calls} */
  static boolean isOne(String name) {
    return FILTERS.contains(name)
        || name.equals("seccomp-error-action")
        || name.equals("allow-debuggers");
  }
}
