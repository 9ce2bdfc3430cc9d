package callgate.format;

/**
 * How to write a policy.
 *
 * @param runtime who will read an OCI profile
 */
public record WriteOptions(ContainerRuntime runtime) {
  public static final WriteOptions DEFAULT = new WriteOptions(ContainerRuntime.RUNC);
}
