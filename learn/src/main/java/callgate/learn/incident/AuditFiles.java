package callgate.learn.incident;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The files that auditd writes: {@code audit.log}, and older ones with a number behind it. */
public final class AuditFiles {
  /** Where auditd writes unless it is told otherwise (auditd.conf(5)). */
  public static final Path LOG = Path.of("/var/log/audit/audit.log");

  private AuditFiles() {}

  /**
   * {@return a log and the rotated ones before it, the oldest first; none when there is no log}
   *
   * @throws IOException when the directory can't be read
   */
  public static List<Path> with(Path log) throws IOException {
    List<Path> files = new ArrayList<>();
    Path directory = log.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return files;
    }
    String name = String.valueOf(log.getFileName());
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path file : all) {
        if (age(name, String.valueOf(file.getFileName())) >= 0) {
          files.add(file);
        }
      }
    }
    files.sort(
        Comparator.comparingInt((Path file) -> -age(name, String.valueOf(file.getFileName()))));
    return files;
  }

  /** {@return 0 for the log, 1 for {@code audit.log.1} or {@code audit.log.1.gz}, ...; else -1} */
  private static int age(String log, String file) {
    if (file.equals(log)) {
      return 0;
    }
    String rest = file.startsWith(log + ".") ? file.substring(log.length() + 1) : "";
    for (String compressed : new String[] {".gz", ".zst"}) {
      rest =
          rest.endsWith(compressed) ? rest.substring(0, rest.length() - compressed.length()) : rest;
    }
    try {
      int age = Integer.parseInt(rest);
      return age > 0 ? age : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
