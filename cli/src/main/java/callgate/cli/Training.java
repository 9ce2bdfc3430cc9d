package callgate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
      List.of(
          "version",
          "--json version",
          "help",
          "help version",
          "vesion",
          "syscalls read",
          "syscalls --json openat",
          "show builtin:docker",
          "convert builtin:docker --to oci",
          "compile builtin:docker --json",
          "disasm builtin:docker",
          "check",
          "diff builtin:docker builtin:podman",
          "merge builtin:docker builtin:podman",
          "simulate builtin:docker socket AF_VSOCK");

  private Training() {}

  /** Runs commands without showing what they print; how they end does not matter. */
  static void run() throws IOException {
    for (String line : LINES) {
      silently(line.split(" "));
    }
    becomeProgram();
  }

  /**
   * Goes all the way of {@code run} up to {@code execve}, which fails. It leaves a thread with a
   * filter behind, so it comes last.
   */
  private static void becomeProgram() throws IOException {
    Path nothing = Files.createTempFile("callgate", "");
    try {
      Files.writeString(nothing, "#!/no/such/interpreter\n");
      Files.setPosixFilePermissions(nothing, PosixFilePermissions.fromString("rwx------"));
      silently("run", "--policy", "builtin:docker", "--", nothing.toString());
    } finally {
      Files.delete(nothing);
    }
  }

  private static void silently(String... arguments) {
    Main.run(arguments, silent(), silent());
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
