package callgate.kernel;

import callgate.policy.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which filters can be installed. */
final class FilterFeatures {
  /** What nothing works without. */
  static final Feature INSTALLABLE =
      Feature.yes("filters", "seccomp filters", "by every user, with no_new_privs");

  private static final Path LOGGED = Path.of("/proc/sys/kernel/seccomp/actions_logged");

  private FilterFeatures() {}

  static List<Feature> probe() {
    List<Feature> features = new ArrayList<>();
    boolean installable = FilterFlags.areKnown(0);
    features.add(
        installable
            ? INSTALLABLE
            : new Feature(
                "filters",
                "seccomp filters",
                false,
                "needs Linux 3.17 with CONFIG_SECCOMP_FILTER, and no sandbox that forbids seccomp"));
    for (Action.Kind kind : Action.Kind.values()) {
      boolean available = installable && Actions.isAvailable(kind);
      String missing = "needs Linux " + Actions.since(kind);
      features.add(Feature.of("actions", kind.name(), available, Actions.effect(kind), missing));
    }
    features.add(logged());
    for (FilterFlags.Flag flag : FilterFlags.ALL) {
      boolean known = installable && flag.isKnown();
      String missing = "needs Linux " + flag.since();
      features.add(Feature.of("flags", flag.name(), known, flag.effect(), missing));
    }
    return features;
  }

  private static Feature logged() {
    try {
      String actions = Files.readString(LOGGED).strip();
      return Feature.of(
          "actions",
          "logging",
          !actions.isEmpty(),
          "of " + actions.replace(" ", ", "),
          "write names of actions to " + LOGGED);
    } catch (IOException e) {
      return new Feature("actions", "logging", false, "needs Linux 4.14");
    }
  }
}
