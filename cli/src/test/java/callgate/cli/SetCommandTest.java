package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate merge, intersect, subtract")
class SetCommandTest {
  private static final String HEADER = "callgate: 1\narches: [x86_64]\ndefault: errno(EPERM)\n";

  @TempDir Path directory;
  private String web;
  private String files;

  @BeforeEach
  void policies() throws IOException {
    web =
        policy("web.yaml", "allow:\n  - read\n  - alarm: { seconds: [1, 2] }   # time is short\n");
    files =
        policy(
            "files.yaml", "allow:\n  - openat   # its data\n  - read\n  - alarm: { seconds: 1 }\n");
  }

  private String policy(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), HEADER + text).toString();
  }

  /** {@return what follows the header} */
  private static String rules(Ran ran) {
    assertEquals(0, ran.status(), ran.err());
    return ran.out().substring(ran.out().indexOf("\n\n") + 2);
  }

  @Test
  @DisplayName("merge keeps reasons, and says nothing twice")
  void merge() {
    assertEquals(
        """
        allow:
          - alarm: { seconds: [1, 2] }          # time is short
          - openat                              # its data
          - read
        """,
        rules(Ran.callgate("merge", web, files)));
  }

  @Test
  @DisplayName("intersect keeps what both allow")
  void intersect() {
    assertEquals(
        """
        allow:
          - alarm: { seconds: 1 }
          - read
        """,
        rules(Ran.callgate("intersect", web, files)));
  }

  @Test
  @DisplayName("subtract leaves what only the first allows")
  void subtract() {
    assertEquals(
        """
        allow:
          - alarm: { seconds: 2 }
        """,
        rules(Ran.callgate("subtract", web, files)));
  }

  @Test
  @DisplayName("the result is written where it is wanted")
  void output() throws IOException {
    Path result = directory.resolve("both.yaml");
    Ran ran = Ran.callgate("merge", web, files, "-o", result.toString());
    assertEquals(0, ran.status(), ran.err());
    assertTrue(Files.readString(result).contains("- openat"));
    assertEquals("", ran.out());
  }

  @Test
  @DisplayName("one policy is not enough")
  void usage() {
    Ran ran = Ran.callgate("merge", web);
    assertEquals(2, ran.status());
    assertEquals("callgate: merge takes at least two policies\n", ran.err());
  }
}
