package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("callgate check")
class CheckCommandTest {
  @Test
  @DisplayName("answers yes or no for each thing, and names the kernel first")
  void table() {
    Ran ran = Ran.callgate("check");
    assertEquals(0, ran.status());
    assertTrue(ran.out().startsWith("Linux " + System.getProperty("os.version")), ran.out());
    assertTrue(ran.out().contains("\n  KILL_PROCESS          yes  ends the process\n"), ran.out());
    assertTrue(
        ran.out()
            .lines()
            .filter(line -> line.startsWith("  "))
            .allMatch(line -> line.matches("  .{20}  (yes|no)( .*)?")),
        ran.out());
  }

  @Test
  @DisplayName("says the same as JSON")
  void json() {
    Ran ran = Ran.callgate("check", "--json");
    assertTrue(
        ran.out().startsWith("{\"kernel\":\"" + System.getProperty("os.version")), ran.out());
    assertTrue(
        ran.out()
            .contains(
                "{\"area\":\"actions\",\"name\":\"KILL_PROCESS\",\"available\":true,"
                    + "\"note\":\"ends the process\"}"),
        ran.out());
  }

  @Test
  @DisplayName("takes no arguments")
  void usage() {
    assertEquals(
        new Ran(2, "", "callgate: check takes no arguments\n"), Ran.callgate("check", "this"));
  }
}
