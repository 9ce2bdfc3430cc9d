package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Bundled;
import callgate.syscall.Spelling;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The policies that come with Callgate, in its own format. */
public final class Builtins {
  private static final List<String> NAMES = List.of("docker", "podman", "unconfined");

  private Builtins() {}

  /** {@return what may stand after {@code builtin:}} */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * {@return the policy of that name}
   *
   * @throws BadInput when there is none
   */
  public static Reading read(String name, ReadOptions options) {
    String title = "builtin:" + name;
    if (!NAMES.contains(name)) {
      String hint =
          Spelling.nearest(name, NAMES)
              .map(meant -> "; did you mean builtin:" + meant + "?")
              .orElse("; there are " + String.join(", ", NAMES));
      throw new BadInput(Position.of(title), "there is no such policy" + hint);
    }
    String text = Bundled.text(Builtins.class, "builtin/" + name + ".yaml");
    Reading reading =
        Formats.read(Document.of(title, text.getBytes(StandardCharsets.UTF_8)), options);
    Policy known = new KnownCalls(options.libseccomp()).of(reading.policy());
    return new Reading(under(options.runtime(), known), reading.warnings());
  }

  /** crun has no answer of its own for newer calls; Docker's default counts on runc's. */
  private static Policy under(ContainerRuntime runtime, Policy policy) {
    boolean crun = runtime == ContainerRuntime.CRUN || runtime == ContainerRuntime.PODMAN;
    return crun && policy.newer() instanceof Newer.Above
        ? policy.withNewer(new Newer.AsDefault())
        : policy;
  }
}
