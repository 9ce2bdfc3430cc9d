package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    return Formats.read(Document.of(title, bytes(name)), options);
  }

  private static byte[] bytes(String name) {
    try (@Nullable InputStream in =
        Builtins.class.getResourceAsStream("builtin/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the policy " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
