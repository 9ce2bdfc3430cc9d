package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The environment of a program")
class OwnCommandLineTest {
  private static List<String> environment(String... own) {
    List<byte[]> variables =
        Stream.of(own).map(variable -> variable.getBytes(StandardCharsets.UTF_8)).toList();
    return OwnCommandLine.asSaved(variables).stream()
        .map(variable -> new String(variable, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  @DisplayName("is the one that the launcher saved, in parts of any size")
  void saved() {
    String variables = "PWD=/elsewhere\0TEXT=two\nlines\0EMPTY=\0";
    String encoded = Base64.getEncoder().encodeToString(variables.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of("PWD=/elsewhere", "TEXT=two\nlines", "EMPTY="),
        environment(
            "PWD=/here",
            "CALLGATE_ENVIRONMENT_1=" + encoded.substring(20),
            "CALLGATE_ENVIRONMENT_0=" + encoded.substring(0, 20)));
  }

  @Test
  @DisplayName("is this process's own when nothing was saved")
  void own() {
    assertEquals(List.of("A=1", "CALLGATE=2"), environment("A=1", "CALLGATE=2"));
  }
}
