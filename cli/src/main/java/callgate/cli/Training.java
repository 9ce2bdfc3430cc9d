package callgate.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the launcher runs once, so that the JVM can write down the classes that commands load and
 * link, and start them faster from then on (JEP 514). Nothing here changes anything outside.
 */
final class Training {
  /** Not a command for people: it stands in place of one, on the launcher's command line. */
  static final String FLAG = "--train";

  /** One command line each, words divided by spaces. */
  private static final List<String> LINES =
      List.of("version", "--json version", "help", "help version", "vesion");

  private Training() {}

  /** Runs commands without showing what they print; how they end does not matter. */
  static void run() {
    for (String line : LINES) {
      Main.run(line.split(" "), silent(), silent());
    }
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
