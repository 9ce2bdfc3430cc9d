package callgate.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Calls by what they are for: the groups of systemd's {@code SystemCallFilter=} ({@code
 * @file-system}, {@code @network-io}, ...; as of version 262), and some more without an {@code @}.
 * A call may be in several groups, and a group may contain others.
 */
public final class Groups {
  /** All calls there are, as systemd calls them. */
  private static final String KNOWN = "@known";

  private record Group(List<String> members, String description) {}

  /** The groups, read when first needed: members, a hash sign and a description a line. */
  private static final class Table {
    static final Map<String, Group> GROUPS = new TreeMap<>();

    static {
      new SortedLines(Resources.text("groups.txt"))
          .forEach((name, line) -> {
            int hash = line.indexOf(" # ");
            GROUPS.put(name, new Group(words(line.substring(0, hash)), line.substring(hash + 3)));
          });
      GROUPS.put(KNOWN, new Group(List.of(), "all calls that the tables know"));
    }
  }

  private Groups() {}

  /** {@return the words of a line, which are divided by single spaces} */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (int start = 0; start <= line.length(); ) {
      int space = line.indexOf(' ', start);
      int end = space < 0 ? line.length() : space;
      words.add(line.substring(start, end));
      start = end + 1;
    }
    return List.copyOf(words);
  }

  /** {@return the names of all groups in alphabetical order} */
  public static List<String> names() {
    return List.copyOf(Table.GROUPS.keySet());
  }

  /**
   * {@return the group's own name, where the {@code @} may be left out and {@code network} and
   * {@code filesystem} be said for short; empty when there is no such group}
   */
  public static Optional<String> find(String name) {
    String full =
        switch (name) {
          case "network", "@network" -> "@network-io";
          case "filesystem", "@filesystem" -> "@file-system";
          default -> Table.GROUPS.containsKey(name) ? name : "@" + name;
        };
    return Table.GROUPS.containsKey(full) ? Optional.of(full) : Optional.empty();
  }

  /** {@return what a group is for, in some words} */
  public static Optional<String> description(String name) {
    return find(name).map(found -> get(found).description());
  }

  /**
   * {@return the calls of a group and of the groups in it, in alphabetical order; empty when there
   * is no such group}
   */
  public static Optional<List<String>> members(String name) {
    return find(name)
        .map(found -> {
          Set<String> members = new TreeSet<>();
          collect(found, members);
          return List.copyOf(members);
        });
  }

  private static void collect(String name, Set<String> into) {
    if (name.equals(KNOWN)) {
      into.addAll(Syscalls.names());
      return;
    }
    for (String member : get(name).members()) {
      if (Table.GROUPS.containsKey(member)) {
        collect(member, into);
      } else {
        into.add(member);
      }
    }
  }

  private static Group get(String name) {
    Group group = Table.GROUPS.get(name);
    if (group == null) {
      throw new IllegalArgumentException("no group " + name);
    }
    return group;
  }

  /** {@return the groups that a call belongs to, also through a group in them} */
  public static List<String> of(String call) {
    List<String> groups = new ArrayList<>();
    for (String name : Table.GROUPS.keySet()) {
      if (!name.equals(KNOWN)) {
        Set<String> members = new TreeSet<>();
        collect(name, members);
        if (members.contains(call)) {
          groups.add(name);
        }
      }
    }
    return List.copyOf(groups);
  }

  /** {@return the group that somebody who wrote a name that no group has may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, Table.GROUPS.keySet());
  }
}
