package callgate.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes files whole or not at all: nobody ever sees half of one, and a failure leaves the old one.
 */
public final class WholeFile {
  private WholeFile() {}

  /** Writes or replaces {@code file}; its directory must exist. */
  public static void write(Path file, byte[] content) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file;
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      Files.write(target, content); // a device or a pipe can't be replaced
      return;
    }
    Path absolute = target.toAbsolutePath();
    Path temporary =
        absolute.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.write(temporary, content);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
