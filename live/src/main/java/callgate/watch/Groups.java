package callgate.watch;

import callgate.kernel.ControlGroup;
import callgate.kernel.KernelPlace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The paths of control groups. Events tell what the kernel calls a group, and some the end of its
 * path; files in {@code /proc} tell the whole of it, as long as a process is in it.
 */
final class Groups {
  private static final int MOST = 1 << 14;
  private static final String OWN_PROCESS_IDS = processIds("self");

  /** Which hierarchy the kernel's programs look at, as files in {@code /proc} name it. */
  private static final Optional<String> CONTROLLER = ControlGroup.oldController();

  private final Map<Long, Named> paths =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Named> eldest) {
          return size() > MOST;
        }
      };

  private record Named(String path, boolean whole) {}

  /** A process is in a group. */
  void see(KernelPlace place, int process) {
    Named known = paths.get(place.group());
    if (known != null && known.whole() && known.path().endsWith(place.path())) {
      return;
    }
    String path = read(process);
    // It may be in another group by now.
    boolean there =
        !path.isEmpty()
            && (place.path().isEmpty()
                ? ControlGroup.number(path).orElse(-1) == place.group()
                : path.endsWith(place.path()));
    if (there) {
      paths.put(place.group(), new Named(path, true));
    } else if (!place.path().isEmpty()) {
      paths.put(place.group(), new Named(place.path(), false));
    } else if (known == null && !path.isEmpty()) {
      paths.put(place.group(), new Named(path, false));
    }
  }

  /** {@return a group's path, or its end, or nothing} */
  String path(KernelPlace place) {
    Named known = paths.get(place.group());
    return known == null ? place.path() : known.path();
  }

  /** {@return whether the whole path is known} */
  boolean isCertain(KernelPlace place) {
    Named known = paths.get(place.group());
    return known != null && known.whole();
  }

  /** {@return the path of a process's control group; empty when it is gone} */
  static String read(int process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process + "/cgroup"));
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        String[] fields = line.split(":", 3); // number:controllers:path
        boolean wanted =
            fields.length == 3
                && (CONTROLLER.isEmpty()
                    ? fields[1].isEmpty()
                    : Arrays.asList(fields[1].split(",", -1)).contains(CONTROLLER.get()));
        if (wanted) {
          return fields[2];
        }
      }
      return "";
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * {@return whether a process has process ids of its own, which a container has whatever its group
   * is called}
   */
  static boolean isIsolated(int process) {
    String own = processIds(Integer.toString(process));
    return !own.isEmpty() && !own.equals(OWN_PROCESS_IDS);
  }

  private static String processIds(String process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process + "/ns/pid")).toString();
    } catch (IOException gone) {
      return "";
    }
  }
}
