package callgate.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What this process was started with, byte for byte. Java decodes arguments and variables with the
 * locale's character set, which loses bytes that are none of its characters; a program that is
 * executed must not notice.
 */
final class OwnCommandLine {
  /**
   * Before the numbers, from 0, of variables that together hold the environment which the launcher
   * was started with: {@code NAME=VALUE}, each followed by a zero byte, all in base 64. Shells
   * change some variables by themselves.
   */
  private static final String SAVED = "CALLGATE_ENVIRONMENT_";

  private OwnCommandLine() {}

  /**
   * {@return the bytes of a command that ends this process's own command line, or else their
   * encoding}
   */
  static List<byte[]> exactly(List<String> command) {
    List<byte[]> encoded = command.stream().map(Executable::encoded).toList();
    List<byte[]> own = split(contents("/proc/self/cmdline"));
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
    List<byte[]> own = split(contents("/proc/self/environ"));
    if (own.isEmpty()) {
      System.getenv().forEach((name, value) -> own.add(Executable.encoded(name + "=" + value)));
    }
    return asSaved(own);
  }

  /** {@return the environment that is saved in another one, or else that one} */
  static List<byte[]> asSaved(List<byte[]> environment) {
    StringBuilder saved = new StringBuilder();
    List<String> variables =
        environment.stream()
            .map(variable -> new String(variable, StandardCharsets.ISO_8859_1))
            .filter(variable -> variable.startsWith(SAVED))
            .toList();
    for (int part = 0; part < variables.size(); part++) {
      String name = SAVED + part + "=";
      variables.stream()
          .filter(variable -> variable.startsWith(name))
          .forEach(variable -> saved.append(variable.substring(name.length())));
    }
    return saved.isEmpty() ? environment : split(Base64.getDecoder().decode(saved.toString()));
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

  private static byte[] contents(String file) {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (IOException unreadable) {
      return new byte[0];
    }
  }

  /** {@return the parts that zero bytes end} */
  private static List<byte[]> split(byte[] all) {
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
