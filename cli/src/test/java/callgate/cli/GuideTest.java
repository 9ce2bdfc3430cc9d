package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A guide")
class GuideTest {
  @TempDir Path directory;

  private List<Guide.Step> steps(String text) throws IOException {
    return Guide.steps(Files.writeString(directory.resolve("guide.md"), text));
  }

  private static Guide.Step showing(String... output) {
    return new Guide.Step(1, "true", List.of(output), true);
  }

  @Test
  @DisplayName("gives commands with the output below them")
  void console() throws IOException {
    assertEquals(
        List.of(
            new Guide.Step(4, "echo a \\\n  b", List.of("a b"), true),
            new Guide.Step(7, "true", List.of(), true)),
        steps("# Title\n\n```console\n$ echo a \\\n>   b\na b\n$ true\n```\n"));
  }

  @Test
  @DisplayName("gives a block of commands without output as one")
  void shell() throws IOException {
    assertEquals(
        List.of(new Guide.Step(2, "cd /\nls", List.of(), false)), steps("```sh\ncd /\nls\n```\n"));
  }

  @Test
  @DisplayName("leaves out what it says is not run, and other languages")
  void notRun() throws IOException {
    assertEquals(List.of(), steps("<!-- not run -->\n```sh\nfalse\n```\n```yaml\na: $ b\n```\n"));
  }

  @Test
  @DisplayName("shows every line of an output, in order")
  void exactOutput() {
    assertTrue(showing("a", "b").matches(List.of("a", "b")));
    assertFalse(showing("a").matches(List.of("a", "b")));
    assertFalse(showing("a", "b").matches(List.of("b", "a")));
  }

  @Test
  @DisplayName("leaves lines open with a line of dots")
  void openLines() {
    assertTrue(showing("a", "...", "z").matches(List.of("a", "b", "c", "z")));
    assertTrue(showing("a", "...", "z").matches(List.of("a", "z")));
    assertFalse(showing("a", "...", "z").matches(List.of("a", "b")));
  }

  @Test
  @DisplayName("leaves parts of a line open with dots")
  void openParts() {
    assertTrue(showing("took ... ms, ... calls").matches(List.of("took 17 ms, 3 calls")));
    assertTrue(showing("... calls").matches(List.of("3 calls")));
    assertFalse(showing("took ... ms").matches(List.of("took 17 ms, 3 calls")));
    assertFalse(showing("... calls").matches(List.of("3 calls more")));
  }
}
