package callgate.learn;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
    // By time, since asking for the number of this process starts a thread.
    Path temporary = absolute.resolveSibling("." + target.getFileName() + "." + System.nanoTime());
    try {
      Files.write(temporary, content);
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException missing) {
      throw about(file, missing, "its directory does not exist");
    } catch (AccessDeniedException denied) {
      throw about(file, denied, "permission denied");
    } catch (FileSystemException failed) {
      throw about(file, failed, String.valueOf(failed.getReason()));
    } finally {
      discard(temporary);
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException inaccessible) {
      // where it can't be looked for it could not be made
    }
  }

  /** Nobody knows the temporary file. */
  private static FileSystemException about(Path file, FileSystemException cause, String reason) {
    FileSystemException failure = new FileSystemException(file.toString(), null, reason);
    failure.initCause(cause);
    return failure;
  }
}
