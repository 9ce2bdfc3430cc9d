package callgate.format;

/**
 * How to write a policy.
 *
 * @param runtime who will read an OCI profile
 * @param systemd the version of systemd that will read a unit
 * @param widen whether what a format can't say is resolved by allowing more; else by allowing less
 * @param profile whether calls may be left out that the target allows by a profile of its own
 * @param packageName what the package of source code is called
 */
public record WriteOptions(
    ContainerRuntime runtime, int systemd, boolean widen, boolean profile, String packageName) {
  public static final WriteOptions DEFAULT =
      new WriteOptions(ContainerRuntime.RUNC, ReadOptions.SYSTEMD, false, true, "main");

  public WriteOptions withRuntime(ContainerRuntime runtime) {
    return new WriteOptions(runtime, systemd, widen, profile, packageName);
  }

  public WriteOptions withSystemd(int systemd) {
    return new WriteOptions(runtime, systemd, widen, profile, packageName);
  }

  public WriteOptions withWiden(boolean widen) {
    return new WriteOptions(runtime, systemd, widen, profile, packageName);
  }

  public WriteOptions withProfile(boolean profile) {
    return new WriteOptions(runtime, systemd, widen, profile, packageName);
  }

  public WriteOptions withPackageName(String packageName) {
    return new WriteOptions(runtime, systemd, widen, profile, packageName);
  }
}
