package callgate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A control group (cgroups(7)).
 *
 * @param directory where it is mounted
 * @param unified whether it is of version 2
 * @param level how far below the root, 0 for that
 */
public record ControlGroup(Path directory, boolean unified, int level) {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  /**
   * {@return the group that a user means: a directory of a cgroup file system, or a path below the
   * root of version 2, as {@code /proc/PID/cgroup} shows it}
   *
   * @throws NotSupported when there is none
   */
  public static ControlGroup of(String path) {
    return at(Path.of(path).toAbsolutePath().normalize())
        .or(() -> unifiedRoot().flatMap(root -> at(root.resolve(path.replaceFirst("^/+", "")))))
        .orElseThrow(() ->
            new NotSupported(
                path + " is no cgroup: neither a directory below /sys/fs/cgroup nor a path in it"));
  }

  /** {@return the ids of the processes in it and in those below it} */
  Set<Integer> processes() {
    Set<Integer> processes = new HashSet<>();
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> file.endsWith("cgroup.procs"))
          .forEach(file -> processes.addAll(ids(file)));
    } catch (IOException | java.io.UncheckedIOException gone) {
      return processes;
    }
    return processes;
  }

  /** {@return what the kernel calls it} */
  long id() {
    try {
      return ((Number) Files.getAttribute(directory, "unix:ino")).longValue();
    } catch (IOException gone) {
      throw new NotSupported(directory + " is gone", gone);
    }
  }

  /**
   * {@return a controller whose groups are of version 1, where container runtimes put theirs then;
   * empty where only version 2 has controllers}
   */
  public static Optional<String> oldController() {
    return Stream.of("pids", "memory", "devices", "cpuset")
        .filter(controller ->
            mounts()
                .anyMatch(
                    mount -> mount.type().equals("cgroup") && mount.point().endsWith(controller)))
        .findFirst();
  }

  /**
   * {@return what the kernel calls a group, as in {@link KernelPlace}; empty when it can't be told}
   *
   * @param path as {@code /proc/PID/cgroup} has it for {@link #oldController}, or for version 2
   */
  public static OptionalLong number(String path) {
    Optional<String> controller = oldController();
    Optional<Path> root =
        controller.isEmpty()
            ? unifiedRoot()
            : mounts()
                .filter(mount ->
                    mount.type().equals("cgroup") && mount.point().endsWith(controller.get()))
                .map(Mount::point)
                .findFirst();
    if (root.isEmpty()) {
      return OptionalLong.empty();
    }
    Path directory = root.get().resolve(path.replaceFirst("^/+", ""));
    try {
      return OptionalLong.of(((Number) Files.getAttribute(directory, "unix:ino")).longValue());
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  /** {@return the kernel's number of {@link #oldController}} */
  static OptionalInt oldHierarchy() {
    Optional<String> controller = oldController();
    return controller.isPresent()
        ? KernelTypes.ofThisKernel().enumerator("cgroup_subsys_id", controller.get() + "_cgrp_id")
        : OptionalInt.empty();
  }

  private static Set<Integer> ids(Path file) {
    Set<Integer> ids = new HashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        ids.add(Integer.valueOf(line));
      }
    } catch (IOException | NumberFormatException gone) {
      return ids;
    }
    return ids;
  }

  private static Optional<ControlGroup> at(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    return mounts()
        .filter(mount -> directory.startsWith(mount.point()))
        .findFirst()
        .map(mount ->
            new ControlGroup(
                directory,
                mount.type().equals("cgroup2"),
                mount.depth() + directory.getNameCount() - mount.point().getNameCount()));
  }

  private static Optional<Path> unifiedRoot() {
    return mounts().filter(mount -> mount.type().equals("cgroup2")).map(Mount::point).findFirst();
  }

  private record Mount(Path point, String type, int depth) {}

  /** {@return the cgroup file systems that are mounted} (proc_pid_mountinfo(5)) */
  private static Stream<Mount> mounts() {
    try {
      return Files.readAllLines(MOUNTS).stream()
          .filter(line -> line.contains(" - cgroup"))
          .map(line -> {
            String[] fields = line.split(" ", -1);
            String type = line.substring(line.indexOf(" - ") + 3).split(" ", 2)[0];
            return new Mount(Path.of(fields[4]), type, Path.of(fields[3]).getNameCount());
          });
    } catch (IOException e) {
      throw new NotSupported("can't read " + MOUNTS + ": is /proc mounted?", e);
    }
  }
}
