package callgate.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls by what they are for: the groups of systemd's {@code SystemCallFilter=} ({@code
 * @file-system}, {@code @network-io}, ...; as of version 262), and some more without an {@code @}.
 * A call may be in several groups, and a group may contain others.
 */
public final class Groups {
  /** All calls there are, as systemd calls them. */
  private static final String KNOWN = "@known";

  private record Group(List<String> members, String description) {
    static Group of(String line) {
      int hash = line.indexOf(" # ");
      return new Group(words(line.substring(0, hash)), line.substring(hash + 3));
    }
  }

  /** The groups, read when first needed: members, a hash sign and a description a line. */
  private static final class Table {
    static final SortedLines LINES = new SortedLines(Resources.text("groups.txt"));
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
    Set<String> names = new TreeSet<>(Table.LINES.words());
    names.add(KNOWN);
    return List.copyOf(names);
  }

  private static @Nullable Group get(String name) {
    if (name.equals(KNOWN)) {
      return new Group(Syscalls.names(), "all calls that the tables know");
    }
    String line = Table.LINES.find(name);
    return line == null ? null : Group.of(line);
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
          default -> get(name) != null ? name : "@" + name;
        };
    return get(full) != null ? Optional.of(full) : Optional.empty();
  }

  /** {@return what a group is for, in some words} */
  public static Optional<String> description(String name) {
    return find(name).map(found -> Objects.requireNonNull(get(found)).description());
  }

  /**
   * {@return the calls of a group and of the groups in it, in alphabetical order; empty when there
   * is no such group}
   */
  public static Optional<List<String>> members(String name) {
    return find(name)
        .map(found -> {
          Set<String> members = new TreeSet<>();
          collect(Objects.requireNonNull(get(found)), members);
          return List.copyOf(members);
        });
  }

  /** Groups are in others only with an {@code @}, which saves a search for each call. */
  private static void collect(Group group, Set<String> into) {
    for (String member : group.members()) {
      Group inner = member.startsWith("@") ? get(member) : null;
      if (inner == null) {
        into.add(member);
      } else {
        collect(inner, into);
      }
    }
  }

  /** {@return the groups that a call belongs to, also through a group in them} */
  public static List<String> of(String call) {
    Set<String> groups = new TreeSet<>();
    collectGroupsWith(call, groups);
    return List.copyOf(groups);
  }

  private static void collectGroupsWith(String member, Set<String> into) {
    Table.LINES.forEachWith(
        member,
        (name, line) -> {
          if (Group.of(line).members().contains(member) && into.add(name)) {
            collectGroupsWith(name, into);
          }
        });
  }

  /** {@return the group that somebody who wrote a name that no group has may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, names());
  }
}
