package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Every command in the guides does what they say")
class GuidesIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /**
   * What comes before a guide's commands in its script. A command goes on where the one before it
   * ended: with its variables, its directory and its {@code $?}.
   */
  private static final String PRELUDE =
      """
      previous=0
      step() {
        { (exit $previous); eval "$2"; } > "$outcomes/$1.output" 2>&1 < /dev/null
        previous=$?
        echo $previous > "$outcomes/$1.status"
      }
      """;

  @TempDir Path directory;

  /** The launcher says what it prepares only the first time. */
  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Ran ran = Installation.run(System.getenv(), ROOT.resolve("callgate"), "version");
    assertEquals(0, ran.status(), ran.err());
  }

  @TestFactory
  Stream<DynamicContainer> guides() throws IOException {
    List<Path> guides = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (DirectoryStream<Path> files = Files.newDirectoryStream(ROOT.resolve("docs"), "*.md")) {
      files.forEach(guides::add);
    }
    return guides.stream()
        .sorted()
        .map(guide -> dynamicContainer(guide.getFileName().toString(), tests(guide)));
  }

  /** Runs a guide as a whole, in a directory of its own, and gives a test for each command. */
  private Stream<DynamicTest> tests(Path guide) {
    try {
      List<Guide.Step> steps = Guide.steps(guide);
      Path outcomes = run(steps, guide.getFileName().toString());
      List<DynamicTest> tests = new ArrayList<>();
      for (int i = 0; i < steps.size(); i++) {
        Guide.Step step = steps.get(i);
        boolean statusShown = i + 1 < steps.size() && steps.get(i + 1).text().equals("echo $?");
        Path output = outcomes.resolve(i + ".output");
        Path status = outcomes.resolve(i + ".status");
        tests.add(
            dynamicTest(
                "line " + step.line() + ": " + step.text(),
                () ->
                    check(
                        step, Files.readAllLines(output), Files.readString(status), statusShown)));
      }
      return tests.stream();
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void check(
      Guide.Step step, List<String> output, String status, boolean statusShown) {
    if (!statusShown) {
      assertEquals("0\n", status, () -> String.join("\n", output));
    }
    assertTrue(
        step.matches(output),
        () ->
            "the guide says:\n"
                + String.join("\n", step.output())
                + "\nbut it is:\n"
                + String.join("\n", output));
  }

  private Path run(List<Guide.Step> steps, String name) throws IOException, InterruptedException {
    Path outcomes = Files.createDirectories(directory.resolve(name + ".outcomes"));
    Path place = Files.createDirectories(directory.resolve(name));
    Files.createSymbolicLink(place.resolve("callgate"), ROOT.resolve("callgate"));
    StringBuilder script = new StringBuilder(PRELUDE);
    for (int i = 0; i < steps.size(); i++) {
      script.append("step ").append(i).append(" '");
      script.append(steps.get(i).text().replace("'", "'\\''")).append("'\n");
    }
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", script.toString()).directory(place.toFile()).inheritIO();
    bash.environment().put("outcomes", outcomes.toString());
    bash.environment()
        .put(
            "PATH",
            place + ":" + System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
    bash.start().waitFor();
    return outcomes;
  }
}
