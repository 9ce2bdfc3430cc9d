package callgate.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Another JVM with the same classes, for what would change or end this one.
 *
 * @param status its exit status
 * @param output what it wrote, standard error included
 */
record ChildJvm(int status, String output) {
  /** {@return how a program ended} It is started as the launcher starts Callgate. */
  static ChildJvm run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    return finish(new ProcessBuilder(command(main, arguments)));
  }

  /** {@return the command that runs a program} */
  static List<String> command(Class<?> main, String... arguments) {
    return command("", main, arguments);
  }

  /**
   * {@return the command that runs a program}
   *
   * @param ignoredSignals what the launcher would say about them
   */
  static List<String> command(String ignoredSignals, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:-MaxFDLimit",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-DumpPrivateMappingsInCore",
                "-XX:-DumpSharedMappingsInCore",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Signals.IGNORED + "=" + ignoredSignals,
                "-cp",
                classPath(),
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** {@return the class path itself: Surefire hides it in a jar's manifest} */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static ChildJvm finish(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return new ChildJvm(process.waitFor(), output);
  }
}
