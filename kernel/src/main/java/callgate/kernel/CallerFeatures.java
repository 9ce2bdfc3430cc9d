package callgate.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the user is, and what the kernel says about itself. */
final class CallerFeatures {
  private static final String AREA = "this kernel and user";

  private CallerFeatures() {}

  static List<Feature> probe(ThreadStatus status) {
    List<Feature> features = new ArrayList<>();
    features.add(config());
    SeccompStatus seccomp = SeccompStatus.of(status);
    boolean unfiltered = seccomp.mode() == SeccompStatus.Mode.DISABLED;
    features.add(
        Feature.of(
            AREA,
            "no filter yet",
            unfiltered,
            "mode 0: what Callgate does here is not limited by another sandbox",
            "mode "
                + status.number("Seccomp")
                + ", "
                + seccomp.filters()
                + " filters around this"
                + " process: what they forbid stays forbidden"));
    features.add(
        Feature.of(
            AREA,
            "new privileges",
            !seccomp.noNewPrivileges(),
            "no_new_privs is not set: set-user-ID programs work",
            "no_new_privs is set: set-user-ID programs don't work"));
    for (Capability capability : Capability.values()) {
      boolean effective = capability.isEffective(status);
      features.add(Feature.of(AREA, capability.name(), effective, "", "run as root to get it"));
    }
    return features;
  }

  private static Feature config() {
    Optional<KernelConfig> config = KernelConfig.read();
    if (config.isEmpty()) {
      return new Feature(
          AREA, "configuration", false, "it is kept neither in /proc/config.gz nor in /boot");
    }
    String filter = config.get().value("CONFIG_SECCOMP_FILTER");
    String note = config.get().file() + ": CONFIG_SECCOMP_FILTER=" + filter;
    return Feature.yes(AREA, "configuration", note);
  }
}
