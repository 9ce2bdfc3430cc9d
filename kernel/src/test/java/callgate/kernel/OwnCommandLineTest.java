package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The environment of a program")
class OwnCommandLineTest {
  private static String given(String variable) {
    return new String(
        OwnCommandLine.given(variable.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("has the JVM options back that the launcher kept from Callgate's own JVM")
  void kept() {
    assertEquals("JAVA_TOOL_OPTIONS=-Xmx1g", given("CALLGATE_KEPT_JAVA_TOOL_OPTIONS=-Xmx1g"));
  }

  @Test
  @DisplayName("is otherwise as it was")
  void untouched() {
    assertEquals("CALLGATE_KEPT=1", given("CALLGATE_KEPT=1"));
    assertEquals("X=CALLGATE_KEPT_Y=1", given("X=CALLGATE_KEPT_Y=1"));
  }
}
