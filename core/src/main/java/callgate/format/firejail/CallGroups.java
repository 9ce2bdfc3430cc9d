package callgate.format.firejail;

import callgate.syscall.Bundled;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Firejail's groups of calls, which are not those of systemd (as of its version 0.9.82). */
final class CallGroups {
  /** What {@code seccomp} stops. */
  static final String DEFAULT = "@default-nodebuggers";

  /** What {@code seccomp} stops where {@code allow-debuggers} stands. */
  static final String DEFAULT_WITH_DEBUGGERS = "@default";

  /** What firejail itself does once the filters are installed. */
  static final String KEPT = "@default-keep";

  /** What x86 programs on x86_64 are stopped from along with the default list. */
  static final String SECONDARY = "secondary";

  private CallGroups() {}

  private static final class Table {
    static final Map<String, List<String>> GROUPS = read();

    private static Map<String, List<String>> read() {
      Map<String, List<String>> groups = new HashMap<>();
      for (String line : Bundled.text(CallGroups.class, "groups.txt").lines().toList()) {
        List<String> words = List.of(line.split(" "));
        groups.put(words.getFirst(), words.subList(1, words.size()));
      }
      return groups;
    }
  }

  /** {@return the names of the groups} */
  static List<String> names() {
    return Table.GROUPS.keySet().stream().filter(name -> name.startsWith("@")).sorted().toList();
  }

  /** {@return the calls of a group, those of the groups in it included} */
  static Optional<Set<String>> members(String group) {
    if (!Table.GROUPS.containsKey(group)) {
      return Optional.empty();
    }
    Set<String> members = new LinkedHashSet<>();
    for (String member : Table.GROUPS.getOrDefault(group, List.of())) {
      if (member.startsWith("@")) {
        members.addAll(members(member).orElseThrow());
      } else {
        members.add(member);
      }
    }
    return Optional.of(members);
  }
}
