package callgate.watch;

import callgate.kernel.KernelPlace;
import callgate.watch.Subject.Ancestor;
import callgate.watch.Subject.Container;
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
  private static final int DEEPEST = 16;
  private static final String OWN_NAMESPACE = namespace("self");

  private final Map<Integer, Known> known =
      new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Known> eldest) {
          return size() > MOST;
        }
      };

  private static final class Known {
    int parent;
    String executable = "";
    @Nullable String group;

    /**
     * Whether it has process ids of its own, which a container has whatever its group is called.
     */
    boolean isolated;

    /** What was said last, and when. */
    @Nullable Subject last;

    long version;
  }

  /** Changes whenever anything does that what was said of a process may depend on. */
  private long version;

  void forked(int parent, int child) {
    version++;
    Known made = new Known();
    made.parent = parent;
    Known from = known.get(parent);
    if (from != null) {
      made.executable = from.executable;
      made.group = from.group;
      made.isolated = from.isolated;
    }
    known.put(child, made);
  }

  /**
   * A process executes something else.
   *
   * @param runs the program, or the interpreter of a script
   */
  void executed(int process, String runs, KernelPlace place) {
    version++;
    Known changed = known.computeIfAbsent(process, Processes::read);
    changed.executable = runs.startsWith("/") ? runs : executable(process).orElse(runs);
    // Runtimes move a container's first process before it is executed.
    changed.isolated = place.level() > 0;
    changed.group = group(process, place);
  }

  /**
   * {@return who did something}
   *
   * @param parent as the event tells; 0 when it doesn't
   * @param place where it is, if the event tells
   */
  Subject subject(
      int process, int thread, int parent, long user, String command, Optional<KernelPlace> place) {
    Known subject = known.computeIfAbsent(process, Processes::read);
    Subject last = subject.last;
    if (last != null
        && subject.version == version
        && last.thread() == thread
        && last.user() == user
        && last.command().equals(command)
        && place.isEmpty()) {
      return last;
    }
    if (subject.parent == 0) {
      subject.parent = parent;
    }
    place.ifPresent(now -> {
      subject.isolated = now.level() > 0;
      subject.group = group(process, now);
    });
    String group = group(process, subject);
    Subject now =
        new Subject(
            process,
            thread,
            user,
            command,
            subject.executable,
            ancestors(parent == 0 ? subject.parent : parent),
            ContainerPath.container(group).or(() -> unnamed(group, subject.isolated)),
            group);
    subject.version = version;
    if (last != null && now.equals(last)) {
      return last; // the same object, which others compare
    }
    subject.last = now;
    return now;
  }

  /** {@return the container of a runtime that lets its caller choose a name} */
  private static Optional<Container> unnamed(String group, boolean isolated) {
    String name = group.substring(group.lastIndexOf('/') + 1);
    return isolated && !name.isEmpty() ? Optional.of(new Container("", name)) : Optional.empty();
  }

  /** {@return whether a process is another, or descends from it} */
  static boolean isIn(Subject subject, int tree) {
    return subject.process() == tree
        || subject.ancestors().stream().anyMatch(ancestor -> ancestor.process() == tree);
  }

  private List<Ancestor> ancestors(int parent) {
    List<Ancestor> ancestors = new ArrayList<>(6);
    for (int process = parent; process > 0 && ancestors.size() < DEEPEST; ) {
      Known ancestor = known.computeIfAbsent(process, Processes::read);
      ancestors.add(new Ancestor(process, ancestor.executable));
      if (ancestor.parent == process) {
        break;
      }
      process = ancestor.parent;
    }
    return ancestors;
  }

  /** {@return the whole path of a control group, or, of a process that is gone, its end} */
  private static String group(int process, KernelPlace place) {
    String path = readGroup(process);
    return path.endsWith(place.group()) ? path : place.group();
  }

  /** One that is gone was where its parent is. */
  private String group(int process, Known subject) {
    String group = subject.group;
    if (group == null) {
      group = readGroup(process);
      if (group.isEmpty()) {
        group = parentGroup(subject);
      } else {
        String namespace = namespace(Integer.toString(process));
        subject.isolated = !namespace.isEmpty() && !namespace.equals(OWN_NAMESPACE);
      }
      subject.group = group;
    }
    return group;
  }

  private String parentGroup(Known subject) {
    Known ancestor = subject;
    for (int depth = 0; depth < DEEPEST && ancestor.parent > 0; depth++) {
      int process = ancestor.parent;
      ancestor = known.computeIfAbsent(process, Processes::read);
      String group = ancestor.group == null ? readGroup(process) : ancestor.group;
      if (!group.isEmpty()) {
        subject.isolated |= ancestor.isolated;
        return group;
      }
    }
    return "";
  }

  /** {@return which process ids a process has; empty when it is gone} */
  private static String namespace(String process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/pid")).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  private static Known read(int process) {
    Known read = new Known();
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

  /**
   * {@return the path of a process's control group: the one of version 2, unless that is the root
   * and one of version 1 says more}
   */
  private static String readGroup(int process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process + "/cgroup"));
      String longest = "";
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        int path = line.indexOf(':', line.indexOf(':') + 1) + 1;
        String group = line.substring(path);
        if (line.startsWith("0::") && group.length() > 1) {
          return group;
        }
        if (group.length() > longest.length()
            || (ContainerPath.container(group).isPresent()
                && ContainerPath.container(longest).isEmpty())) {
          longest = group;
        }
      }
      return longest;
    } catch (IOException gone) {
      return "";
    }
  }
}
