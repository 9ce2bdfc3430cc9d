package callgate.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The tables beside these classes; README.md there says what they hold and how they are made. */
final class Resources {
  private Resources() {}

  /** {@return the text of a table} */
  static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("this build lacks the table " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
