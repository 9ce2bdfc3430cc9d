package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What strace saw of real programs, written in the format of another system,")
class LearnedFormatsIT {
  private static final Path CALLGATE = Path.of("../callgate").toAbsolutePath().normalize();
  private static final List<List<String>> PROGRAMS =
      List.of(
          List.of("ls", "-l", "/usr"),
          List.of("sh", "-c", "seq 9 | sort -r | head -n 2"),
          List.of("python3", "-c", "import threading; print(threading.active_count())"));

  @TempDir private static Path directory = Path.of("");

  @BeforeAll
  static void log() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "needs apt-get install strace");
    for (int i = 0; i < PROGRAMS.size(); i++) {
      List<String> strace = new ArrayList<>(List.of("strace", "-f", "-o", i + ".log"));
      strace.addAll(PROGRAMS.get(i));
      assertEquals(0, in(strace).status());
    }
    assertEquals(0, callgate("version").status());
  }

  private static Ran callgate(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(CALLGATE.toString()));
    command.addAll(List.of(arguments));
    return in(command);
  }

  private static Ran in(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, err);
  }

  @ParameterizedTest
  @DisplayName("allows the same when it is read again, and lets the program do what it did")
  @ValueSource(strings = {"northstar", "elastic", "elastic-go", "oidc-agent"})
  void roundTrip(String format) throws Exception {
    for (int i = 0; i < PROGRAMS.size(); i++) {
      String log = i + ".log";
      String own = i + ".yaml";
      String file = i + "." + format;
      assertEquals(0, callgate("generate", "-o", own, log).status());
      Ran written = callgate("generate", "--no-default-profile", "--to", format, "-o", file, log);
      assertEquals(0, written.status(), written.toString());
      Ran same = callgate("diff", "--allow-only", own, file);
      assertEquals(0, same.status(), same.toString());
      List<String> run = new ArrayList<>(List.of("run", "--policy", file, "--"));
      run.addAll(PROGRAMS.get(i));
      Ran alone = in(PROGRAMS.get(i));
      assertEquals(alone, callgate(run.toArray(String[]::new)), format);
    }
  }

  @ParameterizedTest
  @DisplayName("with the values of arguments allows no more than was seen")
  @ValueSource(strings = {"northstar", "elastic", "elastic-go", "oidc-agent"})
  void values(String format) throws Exception {
    assertEquals(0, callgate("generate", "--args", "values", "-o", "own.yaml", "0.log").status());
    Ran written =
        callgate(
            "convert", "own.yaml", "--to", format, "--arch", "x86_64", "--lossy", "-o", "lossy");
    boolean proven =
        written.err().contains("allows no more, proven")
            || written.err().contains("means the same, proven");
    assertTrue(proven || written.err().contains("more would be allowed"), written.toString());
  }

  @ParameterizedTest
  @DisplayName("for Northstar, repeats nothing that its default profile allows")
  @ValueSource(ints = {0, 1, 2})
  void beyondTheProfile(int program) throws Exception {
    Ran text = callgate("generate", "--to", "northstar", program + ".log");
    assertTrue(text.out().startsWith("profile: default\n"), text.toString());
    for (String call : List.of("read:", "write:", "openat:", "mmap:")) {
      assertTrue(!text.out().contains("  " + call), text.toString());
    }
  }
}
