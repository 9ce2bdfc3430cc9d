package callgate.kernel;

/**
 * Where a process is, as the kernel knows without its files in {@code /proc}.
 *
 * @param level how deep its process ids are in namespaces, 0 for those of the host
 * @param group the end of its control group's path: at most two names; {@code /} for the root
 */
public record KernelPlace(int level, String group) {
  static KernelPlace of(int level, String name, String above) {
    String end = name.isEmpty() || name.equals("/") ? "" : "/" + name;
    String start = above.isEmpty() || above.equals("/") ? "" : "/" + above;
    return new KernelPlace(level, (start + end).isEmpty() ? "/" : start + end);
  }
}
