package callgate.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What this process was started with, byte for byte. Java decodes arguments and variables with the
 * locale's character set, which loses bytes that are none of its characters; a program that is
 * executed must not notice.
 */
final class OwnCommandLine {
  /**
   * Before the names of variables that the launcher keeps from this JVM and that are the program's:
   * JAVA_TOOL_OPTIONS and the like.
   */
  private static final byte[] KEPT = "CALLGATE_KEPT_".getBytes(StandardCharsets.US_ASCII);

  private OwnCommandLine() {}

  /**
   * {@return the bytes of a command that ends this process's own command line, or else their
   * encoding}
   */
  static List<byte[]> exactly(List<String> command) {
    List<byte[]> encoded = command.stream().map(Executable::encoded).toList();
    List<byte[]> own = split("/proc/self/cmdline");
    if (own.size() < command.size()) {
      return encoded;
    }
    List<byte[]> tail = own.subList(own.size() - command.size(), own.size());
    for (int i = 0; i < tail.size(); i++) {
      if (!couldBe(command.get(i), tail.get(i))) {
        return encoded;
      }
    }
    return tail;
  }

  /** {@return the environment that Callgate was started with} */
  static List<byte[]> environment() {
    List<byte[]> own = split("/proc/self/environ");
    if (!own.isEmpty()) {
      return own.stream().map(OwnCommandLine::given).toList();
    }
    List<byte[]> seen = new ArrayList<>();
    System.getenv().forEach((name, value) -> seen.add(Executable.encoded(name + "=" + value)));
    return seen;
  }

  /** {@return a variable as it was before the launcher kept it} */
  static byte[] given(byte[] variable) {
    boolean kept =
        variable.length >= KEPT.length
            && Arrays.equals(variable, 0, KEPT.length, KEPT, 0, KEPT.length);
    return kept ? Arrays.copyOfRange(variable, KEPT.length, variable.length) : variable;
  }

  /**
   * {@return whether Java may have made this string of these bytes} ASCII must agree; the rest has
   * other lengths.
   */
  private static boolean couldBe(String text, byte[] bytes) {
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    return ascii(latin) ? latin.equals(text) : !ascii(text) || text.contains("?");
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static List<byte[]> split(String file) {
    byte[] all;
    try {
      all = Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      return List.of();
    }
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        parts.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
