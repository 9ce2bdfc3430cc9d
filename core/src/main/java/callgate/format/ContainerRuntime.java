package callgate.format;

import java.util.Locale;
import java.util.Optional;

/** Whose reading of an OCI profile is meant: they differ in what they skip, ignore and add. */
public enum ContainerRuntime {
  /** Docker's conditions and keys, then runc. */
  DOCKER,
  /** Podman's conditions and keys, then crun. */
  PODMAN,
  /** The conditions and keys of both, then runc. */
  RUNC,
  /** The conditions and keys of both, then crun. */
  CRUN;

  /** {@return the name on the command line} */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the runtime of that name} */
  public static Optional<ContainerRuntime> of(String token) {
    for (ContainerRuntime runtime : values()) {
      if (runtime.token().equals(token)) {
        return Optional.of(runtime);
      }
    }
    return Optional.empty();
  }
}
