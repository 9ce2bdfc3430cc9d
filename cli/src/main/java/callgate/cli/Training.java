package callgate.cli;

import callgate.format.Builtins;
import callgate.format.PreparedPolicies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the launcher runs once for each family of commands, so that the JVM can write down the
 * classes that they load and link, and start them faster from then on (JEP 514). Nothing here
 * changes anything outside.
 *
 * <p>Every start loads all classes that were written down. So commands that need few of them have a
 * family of their own, and don't pay for what other commands need.
 */
final class Training {
  /** Not a command for people: it stands in place of one, on the launcher's command line. */
  static final String FLAG = "--train";

  /** The property that names the file for the policies that are prepared. */
  private static final String PREPARE = "callgate.prepare";

  /** Commands that need tables only. */
  static final String LOOKUP = "lookup";

  /** Commands that make a filter of a policy. */
  static final String FILTER = "filter";

  /** One command line each, words divided by spaces. */
  private static final List<String> LOOKUP_LINES =
      List.of(
          "version",
          "--json version",
          "help",
          "help version",
          "vesion",
          "completion bash",
          "syscalls read",
          "syscalls 41 socket",
          "syscalls --json openat");

  private static final List<String> OTHER_LINES =
      List.of(
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
  static void run(String family) throws IOException {
    switch (family) {
      case LOOKUP -> lines(LOOKUP_LINES);
      case FILTER -> {
        preparePolicies();
        filters();
      }
      default -> {
        preparePolicies();
        lines(LOOKUP_LINES);
        lines(OTHER_LINES);
        filters();
      }
    }
  }

  /** Before anything asks for one, so that reading what was prepared is trained too. */
  private static void preparePolicies() throws IOException {
    @Nullable String file = System.getProperty(PREPARE);
    if (file != null) {
      Files.writeString(Path.of(file), PreparedPolicies.text(PolicyArgument.defaults()));
      System.setProperty(PreparedPolicies.FILE, file);
    }
  }

  private static void lines(List<String> lines) {
    lines.forEach(line -> silently(line.split(" ")));
  }

  /**
   * Goes all the way of {@code compile} and {@code run} up to {@code execve}, which fails. It
   * leaves a thread with a filter behind, so it comes last.
   */
  private static void filters() throws IOException {
    Path directory = Files.createTempDirectory("callgate");
    Path yaml = directory.resolve("policy.yaml");
    Path raw = directory.resolve("policy.bpf");
    Path nothing = directory.resolve("nothing");
    try {
      Files.writeString(yaml, Builtins.document("docker").text());
      Files.writeString(nothing, "#!/no/such/interpreter\n");
      Files.setPosixFilePermissions(nothing, PosixFilePermissions.fromString("rwx------"));
      silently("compile", "builtin:docker");
      silently("compile", yaml.toString(), "-o", raw.toString());
      silently("run", "--policy", "builtin:docker", "--", nothing.toString());
    } finally {
      Files.deleteIfExists(yaml);
      Files.deleteIfExists(raw);
      Files.deleteIfExists(nothing);
      Files.delete(directory);
    }
  }

  private static void silently(String... arguments) {
    Main.run(arguments, silent(), silent());
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }
}
