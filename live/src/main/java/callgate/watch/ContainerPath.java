package callgate.watch;

import callgate.watch.Subject.Container;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the container from a control group's path, as runtimes lay them out:
 *
 * <pre>
 * /docker/ID                                   Docker with cgroupfs
 * /system.slice/docker-ID.scope                Docker with systemd
 * /machine.slice/libpod-ID.scope/container     Podman
 * /kubepods.slice/.../cri-containerd-ID.scope  containerd in Kubernetes; crio-ID.scope
 * /kubepods/burstable/podUID/ID                the same with cgroupfs
 * /lxc.payload.NAME                            LXC
 * /machine.slice/machine-NAME.scope            systemd-nspawn
 * </pre>
 */
final class ContainerPath {
  private static final Pattern SCOPE =
      Pattern.compile(
          "(docker|libpod|crio|cri-containerd|containerd|podman)-([0-9a-f]{32,64})(\\.scope)?");
  private static final Pattern PLAIN = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{32}-[0-9]+");
  private static final Pattern LXC = Pattern.compile("lxc\\.payload\\.(.+)");
  private static final Pattern MACHINE = Pattern.compile("machine-(.+)\\.scope");

  private ContainerPath() {}

  /**
   * {@return the container of a process}
   *
   * @param isolated whether it has process ids of its own: then the group's name is the
   *     container's, which some runtimes let their caller choose
   */
  static Optional<Container> container(String path, boolean isolated) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return container(path)
        .or(() ->
            isolated && !name.isEmpty() ? Optional.of(new Container("", name)) : Optional.empty());
  }

  static Optional<Container> container(String path) {
    String[] names = path.split("/", -1);
    // The innermost counts: containers run in containers.
    for (int i = names.length - 1; i >= 0; i--) {
      Optional<Container> found = named(names[i], i > 0 ? names[i - 1] : "");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Container> named(String name, String above) {
    Matcher scope = SCOPE.matcher(name);
    if (scope.matches()) {
      return Optional.of(new Container(runtime(scope.group(1)), scope.group(2)));
    }
    if (PLAIN.matcher(name).matches()) {
      return Optional.of(new Container(runtime(above), name));
    }
    Matcher lxc = LXC.matcher(name);
    if (lxc.matches()) {
      return Optional.of(new Container("lxc", lxc.group(1)));
    }
    if (above.equals("lxc")) {
      return Optional.of(new Container("lxc", name));
    }
    Matcher machine = MACHINE.matcher(name);
    return machine.matches()
        ? Optional.of(new Container("nspawn", machine.group(1)))
        : Optional.empty();
  }

  private static String runtime(String word) {
    return switch (word) {
      case "docker" -> "docker";
      case "libpod", "podman", "libpod_parent" -> "podman";
      case "crio" -> "cri-o";
      case "cri-containerd", "containerd" -> "containerd";
      default -> "";
    };
  }
}
