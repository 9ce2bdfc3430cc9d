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
  /**
   * The same before runc 1.1.13: calls that are newer than a profile get ENOSYS only on ABIs that
   * it names, not on the machine's own where it doesn't name that.
   */
  RUNC_1_1,
  /** The conditions and keys of both, then crun. */
  CRUN;

  /** {@return the name on the command line} */
  public String token() {
    return this == RUNC_1_1 ? "runc-1.1" : name().toLowerCase(Locale.ROOT);
  }

  /** {@return whether crun installs the filter; else runc does} */
  public boolean isCrun() {
    return this == CRUN || this == PODMAN;
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
