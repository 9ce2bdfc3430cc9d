package callgate.kernel;

/**
 * Where a process is, as the kernel knows without its files in {@code /proc}.
 *
 * @param level how deep its process ids are in namespaces, 0 for those of the host
 * @param group what the kernel calls its control group: the same as long as there is that group,
 *     and never another's
 * @param path the end of its control group's path: at most two names; {@code /} for the root; empty
 *     where it was not told
 */
public record KernelPlace(int level, long group, String path) {
  static KernelPlace of(int level, long group, String name, String above) {
    String end = name.isEmpty() || name.equals("/") ? "" : "/" + name;
    String start = above.isEmpty() || above.equals("/") ? "" : "/" + above;
    return new KernelPlace(level, group, (start + end).isEmpty() ? "/" : start + end);
  }
}
