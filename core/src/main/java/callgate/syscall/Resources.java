package callgate.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The tables beside these classes; README.md there says what they hold and how they are made. */
final class Resources {
  private static final String DIRECTORY = "callgate/syscall/";

  private Resources() {}

  /**
   * The jar that these classes come from, or null. Reading from it takes a JVM that has just
   * started 5 ms for the first table and 0.1 for each other; {@link Class#getResourceAsStream},
   * which sets up what URLs need, 14 and 0.7.
   */
  private static final class Jar {
    static final @Nullable ZipFile FILE = open();

    private static @Nullable ZipFile open() {
      CodeSource source = Resources.class.getProtectionDomain().getCodeSource();
      URL location = source == null ? null : source.getLocation();
      if (location == null || !location.getProtocol().equals("file")) {
        return null;
      }
      String path = location.getPath();
      if (!path.endsWith(".jar") || path.indexOf('%') >= 0) {
        return null;
      }
      try {
        return new ZipFile(path);
      } catch (IOException e) {
        return null; // the other way tells what is wrong
      }
    }
  }

  /** {@return the text of a table} */
  static String text(String name) {
    try (InputStream in = open(name)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream open(String name) throws IOException {
    ZipFile jar = Jar.FILE;
    ZipEntry entry = jar == null ? null : jar.getEntry(DIRECTORY + name);
    return jar == null || entry == null
        ? Resources.class.getResourceAsStream(name)
        : jar.getInputStream(entry);
  }

  /** {@return the name of an ABI in names of tables; both byte orders of an ABI share theirs} */
  static String table(Abi abi) {
    return switch (abi) {
      case PPC64LE -> "ppc64";
      case MIPSEL -> "mips";
      case MIPSEL64 -> "mips64";
      case MIPSEL64N32 -> "mips64n32";
      default -> abi.token();
    };
  }
}
