package callgate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The launcher, installed in a directory of a test's own with jars that hold nothing. The JDKs
 * there are scripts that tell how they were called.
 */
final class Installation {
  /** Says how it was called; makes the AOT cache that it is asked for, and counts how often. */
  private static final String FAKE_JAVA =
      """
      #!/bin/sh
      for argument in "$@"; do
        case $argument in
          -XX:AOTCacheOutput=*)
            case $argument in *-all.aot*) echo trained >> "${0%/bin/java}/trainings" ;; esac
            echo cache > "${argument#*=}"
            exit ;;
        esac
      done
      echo "home: ${0%/bin/java}"
      echo "pid: $$"
      for argument in "$@"; do printf 'argument: <%s>\\n' "$argument"; done
      tr '\\0\\n' '\\n ' < /proc/$$/environ | sed 's/^/variable: /'
      """;

  private final Path root;
  final Path lib;

  Installation(Path root) throws IOException {
    this.root = root;
    this.lib = Files.createDirectories(root.resolve("lib"));
    Files.copy(Path.of("..", "callgate"), root.resolve("callgate"));
    Files.writeString(lib.resolve("build"), "1234abcd\n");
    writeOld(lib.resolve("callgate.jar"));
    writeOld(lib.resolve("library.jar"));
    Files.setPosixFilePermissions(lib, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void writeOld(Path file) throws IOException {
    Files.writeString(file, "jar");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
  }

  Path launcher() {
    return root.resolve("callgate");
  }

  /** {@return the home of a JDK that is a script} */
  Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(root.resolve(name));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    script(java, FAKE_JAVA);
    script(home.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(
        home.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\""
            + version
            + "+7\"\nJAVA_VERSION=\""
            + version
            + "\"\n");
    return home;
  }

  static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** {@return how often a JDK of {@link #jdk} was asked for caches} */
  static long trainings(Path home) throws IOException {
    Path log = home.resolve("trainings");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  /** {@return the launcher's process, with only these variables in its environment} */
  static Process start(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Ran run(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    return finished(start(environment, launcher, arguments));
  }

  /** {@return what a process did, which is over then} It must write little to standard error. */
  static Ran finished(Process process) throws IOException, InterruptedException {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, err);
  }
}
