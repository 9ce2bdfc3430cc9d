package callgate.kernel;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * What the kernel was built with, where it tells.
 *
 * @param file where it was read
 */
record KernelConfig(String file, String text) {
  /** {@return the configuration of the running kernel, if this system keeps it} */
  static Optional<KernelConfig> read() {
    String release = System.getProperty("os.version");
    return List.of(
            "/proc/config.gz", "/boot/config-" + release, "/lib/modules/" + release + "/config")
        .stream()
        .flatMap(file -> read(file).stream())
        .findFirst();
  }

  /** {@return {@code y}, {@code m}, {@code n} or a value} */
  String value(String option) {
    String line = "\n" + option + "=";
    int start = text.indexOf(line);
    if (start < 0) {
      return "n";
    }
    start += line.length();
    return text.substring(start, text.indexOf('\n', start));
  }

  private static Optional<KernelConfig> read(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      if (file.endsWith(".gz")) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = in.readAllBytes();
        }
      }
      return Optional.of(
          new KernelConfig(file, "\n" + new String(bytes, StandardCharsets.US_ASCII)));
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
