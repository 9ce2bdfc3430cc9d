package callgate.kernel;

import java.nio.file.Files;
import java.nio.file.Path;

/** Which programs this machine has. */
final class Commands {
  /** Debian's Python itself: what {@code PATH} has may be a script that starts it. */
  static final String PYTHON = "/usr/bin/python3";

  private Commands() {}

  static boolean exist(String name) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }
}
