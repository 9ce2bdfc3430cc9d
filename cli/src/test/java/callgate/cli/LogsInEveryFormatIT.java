package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.format.Formats;
import callgate.format.OutputFormat;
import callgate.format.PolicyFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real programs under strace, and what a policy of each is worth in another format. */
@DisplayName("A strace log, turned into a format and read back, allows the same or less:")
class LogsInEveryFormatIT {
  private static final Map<String, List<String>> PROGRAMS =
      Map.of(
          "ls", List.of("ls", "-l", "/usr"),
          "python3", List.of("python3", "-c", "import socket, json; print(socket.AF_INET)"),
          "sh", List.of("sh", "-c", "ls / | grep -c . | cat; mkdir -p x && rmdir x"),
          "unshare", List.of("unshare", "--user", "--map-root-user", "--mount", "true"));

  @TempDir static Path directory;

  @BeforeAll
  static void trace() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace: apt-get install strace");
    for (Map.Entry<String, List<String>> program : PROGRAMS.entrySet()) {
      List<String> command =
          new ArrayList<>(List.of("strace", "-f", "-o", log(program.getKey()).toString()));
      command.addAll(program.getValue());
      Process strace =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      strace.waitFor();
    }
  }

  private static Path log(String program) {
    return directory.resolve(program + ".log");
  }

  static Stream<Arguments> cases() {
    return PROGRAMS.keySet().stream()
        .sorted()
        .flatMap(program ->
            Formats.all().stream()
                .filter(PolicyFormat.class::isInstance)
                .map(OutputFormat::name)
                .flatMap(format ->
                    Stream.of("none", "values")
                        .map(values -> Arguments.of(program, format, values))));
  }

  @ParameterizedTest(name = "{0} in {1}, arguments: {2}")
  @MethodSource("cases")
  @DisplayName("of a program")
  void allowsNoMore(String program, String format, String values) {
    assumeTrue(Files.exists(log(program)), "needs " + program);
    Path own = directory.resolve(program + "-" + values + ".yaml");
    generate(program, "callgate", values, own);
    Path other = directory.resolve(program + "-" + values + "." + format);
    generate(program, format, values, other);
    Ran diff = Ran.callgate("diff", "--allow-only", own.toString(), other.toString());
    assertTrue(
        diff.out().startsWith(other + " is equal to ")
            || diff.out().startsWith(other + " is tighter than "),
        diff.out() + diff.err());
  }

  /** Writes a policy of a log. All allow prctl, which firejail lets every program have. */
  private static void generate(String program, String format, String values, Path output) {
    Ran ran =
        Ran.callgate(
            "generate",
            "--args",
            values,
            "--allow",
            "prctl",
            "--lossy",
            "--no-default-profile",
            "--to",
            format,
            "-o",
            output.toString(),
            log(program).toString());
    assertEquals(0, ran.status(), ran.err());
  }
}
