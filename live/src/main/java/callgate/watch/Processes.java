package callgate.watch;

import callgate.kernel.KernelPlace;
import callgate.watch.Subject.Ancestor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of processes, from what they do, and from {@code /proc} for those that were there
 * before: one that was killed can't be asked any more.
 */
final class Processes {
  private static final int MOST = 1 << 16;
  private static final int DEEPEST = 64;

  private final Map<Integer, Known> known =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Known> eldest) {
          return size() > MOST;
        }
      };
  private final Groups groups = new Groups();

  private static final class Known {
    final int process;
    int parent;

    /** The parent as it was then: its number may be another's now. */
    @Nullable Known from;

    int depth;
    String executable = "";
    @Nullable KernelPlace place;

    /** What was said last, and when. */
    @Nullable Subject last;

    long version;

    Known(int process) {
      this.process = process;
    }
  }

  /** Changes whenever anything does that what was said of a process may depend on. */
  private long version;

  void forked(int parent, int child) {
    version++;
    Known from = known(parent);
    Known made = new Known(child);
    made.parent = parent;
    made.from = from;
    made.executable = from.executable;
    made.place = from.place;
    made.depth = from.depth + 1;
    if (made.depth > 2 * DEEPEST) {
      shorten(made);
    }
    known.put(child, made);
  }

  /** Who starts who starts who goes on for ever: those who ended are forgotten some day. */
  private static void shorten(Known made) {
    Known at = made;
    for (int i = 0; i < DEEPEST && at.from != null; i++) {
      at = at.from;
    }
    at.from = null;
    made.depth = DEEPEST;
  }

  /**
   * A process executes something else.
   *
   * @param runs the program, or the interpreter of a script
   */
  void executed(int process, String runs, KernelPlace place) {
    version++;
    Known changed = known(process);
    changed.executable = named(process, runs, changed.executable);
    changed.place = place;
    groups.see(place, process);
  }

  /**
   * {@return the path of what a process runs} What it opened before is said by its file; a copy of
   * itself, which runtimes execute, is still what they were.
   */
  private static String named(int process, String runs, String before) {
    if (runs.startsWith("/") && !runs.matches("/dev/fd/.*|/proc/[^/]*/(fd/.*|exe)")) {
      return runs;
    }
    String file = executable(process).orElse(runs);
    // runc's copy is in memory, crun's on a mount that is nowhere.
    boolean copy = file.startsWith("/memfd:") || file.equals("/") || file.equals(runs);
    return copy && !before.isEmpty() ? before : file;
  }

  /** From here on what is known may be wrong: another process can have the number by now. */
  void forget() {
    known.clear();
  }

  /** Takes down now who a process is, which may be gone when it is asked for. */
  void remember(int process) {
    ancestors(known(process), 0);
  }

  /**
   * {@return who did something}
   *
   * @param parent as the event tells; 0 when it doesn't
   * @param told where it is, if the event tells
   */
  Subject subject(
      int process, int thread, int parent, long user, String command, Optional<KernelPlace> told) {
    Known subject = known(process);
    Subject last = subject.last;
    if (last != null
        && subject.version == version
        && last.thread() == thread
        && last.user() == user
        && last.command().equals(command)
        && told.map(place -> isSame(place, subject.place)).orElse(true)) {
      return last;
    }
    told.ifPresent(place -> {
      groups.see(place, process);
      subject.place = place;
    });
    @Nullable KernelPlace place = subject.place;
    String group = place == null ? Groups.read(process) : groups.path(place);
    if (group.isEmpty()) {
      group = parentGroup(subject);
    }
    boolean isolated = place == null ? Groups.isIsolated(process) : place.level() > 0;
    List<Ancestor> ancestors = ancestors(subject, parent);
    Subject now =
        new Subject(
            process,
            thread,
            user,
            command,
            subject.executable,
            ancestors,
            ContainerPath.container(group, isolated)
                .map(container -> container.startedBy(subject.executable, ancestors)),
            group);
    subject.version = version;
    if (last != null && now.equals(last)) {
      return last; // the same object, which others compare
    }
    subject.last = now;
    return now;
  }

  /** {@return whether the whole path of a group is known, and not only its end} */
  boolean isCertain(KernelPlace place) {
    return groups.isCertain(place);
  }

  private static boolean isSame(KernelPlace place, @Nullable KernelPlace before) {
    return before != null && place.group() == before.group() && place.level() == before.level();
  }

  private Known known(int process) {
    return known.computeIfAbsent(process, Processes::read);
  }

  /** {@return whether a process is another, or descends from it} */
  static boolean isIn(Subject subject, int tree) {
    return subject.process() == tree
        || subject.ancestors().stream().anyMatch(ancestor -> ancestor.process() == tree);
  }

  private List<Ancestor> ancestors(Known subject, int parent) {
    if (subject.parent == 0) {
      subject.parent = parent;
    }
    List<Ancestor> ancestors = new ArrayList<>(6);
    Known at = subject;
    while (at.parent > 0 && at.parent != at.process && ancestors.size() < DEEPEST) {
      if (at.from == null) {
        at.from = known(at.parent);
      }
      at = at.from;
      ancestors.add(new Ancestor(at.process, at.executable));
    }
    return ancestors;
  }

  /** One that is gone was where its parent is. */
  private String parentGroup(Known subject) {
    Known at = subject;
    for (int depth = 0; depth < DEEPEST && at.parent > 0; depth++) {
      at = at.from == null ? known(at.parent) : at.from;
      String group = at.place == null ? Groups.read(at.process) : groups.path(at.place);
      if (!group.isEmpty()) {
        return group;
      }
    }
    return "";
  }

  private static Known read(int process) {
    Known read = new Known(process);
    read.executable = executable(process).orElse("");
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process + "/stat"));
      String stat = new String(bytes, StandardCharsets.ISO_8859_1);
      // pid (comm) state ppid, where comm can hold anything
      String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 3);
      read.parent = Integer.parseInt(rest[1]);
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException gone) {
      read.parent = 0;
    }
    return read;
  }

  private static Optional<String> executable(int process) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + process + "/exe")).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
