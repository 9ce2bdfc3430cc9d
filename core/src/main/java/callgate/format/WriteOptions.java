package callgate.format;

/**
 * How to write a policy.
 *
 * @param runtime who will read an OCI profile
 * @param widen whether what a format can't say is resolved by allowing more; else by allowing less
 */
public record WriteOptions(ContainerRuntime runtime, boolean widen) {
  public static final WriteOptions DEFAULT = new WriteOptions(ContainerRuntime.RUNC, false);

  public WriteOptions withRuntime(ContainerRuntime runtime) {
    return new WriteOptions(runtime, widen);
  }

  public WriteOptions withWiden(boolean widen) {
    return new WriteOptions(runtime, widen);
  }
}
