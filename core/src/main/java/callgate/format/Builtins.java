package callgate.format;

import callgate.policy.BadInput;
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
    return Formats.read(Document.of(title, text.getBytes(StandardCharsets.UTF_8)), options);
  }
}
