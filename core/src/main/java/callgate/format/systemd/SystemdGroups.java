package callgate.format.systemd;

import callgate.syscall.Groups;
import callgate.syscall.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups of a version of systemd: as {@code systemd-analyze syscall-filter} lists them.
 *
 * @param version 252 or newer; what lies between 252 and 262 is taken for 252, so that no call is
 *     taken to be in a group that may not be there yet
 */
public record SystemdGroups(int version) {
  /** The version of the groups that Callgate knows best. */
  static final int NEWEST = 262;

  /** What later versions added, by group. */
  private static final Set<String> ADDED_TO_DEFAULT =
      Set.of(
          "lsm_get_self_attr",
          "lsm_list_modules",
          "mseal",
          "seccomp",
          "landlock_add_rule",
          "landlock_create_ruleset",
          "landlock_restrict_self");

  private static final Set<String> ADDED_TO_FILE_SYSTEM =
      Set.of(
          "file_getattr",
          "file_setattr",
          "getxattrat",
          "listmount",
          "listxattrat",
          "open_tree",
          "removexattrat",
          "setxattrat",
          "statmount");

  private boolean isOld() {
    return version < NEWEST;
  }

  /** {@return the calls of a group, or nothing when there is no such group} */
  public Optional<List<String>> members(String group) {
    if (!names().contains(group)) {
      return Optional.empty();
    }
    return Groups.members(group).map(members -> isOld() ? old(group, members) : members);
  }

  private static List<String> old(String group, List<String> members) {
    Set<String> old = new TreeSet<>(members);
    switch (group) {
      case "@default" -> old.removeAll(ADDED_TO_DEFAULT);
      case "@file-system" -> old.removeAll(ADDED_TO_FILE_SYSTEM);
      case "@mount" -> {
        old.remove("open_tree_attr");
        old.add("open_tree");
      }
      case "@system-service" -> {
        old.removeAll(ADDED_TO_FILE_SYSTEM);
        old.removeAll(ADDED_TO_DEFAULT);
      }
      default -> {}
    }
    return List.copyOf(old);
  }

  /** {@return the names of groups, in alphabetical order} */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (String name : Groups.names()) {
      if (name.startsWith("@") && !(isOld() && name.equals("@sandbox"))) {
        names.add(name);
      }
    }
    return names;
  }

  Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, names());
  }
}
