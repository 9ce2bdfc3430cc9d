package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("callgate help")
class HelpCommandTest {
  static List<String> names() {
    return Commands.names();
  }

  @Test
  @DisplayName("lists every command with what it does")
  void list() {
    String help = Ran.callgate("help").out();
    for (String name : names()) {
      assertTrue(help.contains("\n  " + name + " "), name);
    }
    assertTrue(help.contains("\n  version     which version this is\n"), help);
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("shows usage, options and an example of every command")
  void everyCommand(String name) {
    Ran help = Ran.callgate("help", name);
    assertEquals(0, help.status());
    assertTrue(help.out().startsWith("usage: callgate " + name), help.out());
    assertTrue(help.out().contains("\nexample:\n  "), help.out());
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("keeps every line within 100 columns")
  void width(String name) {
    for (String line : Ran.callgate("help", name).out().lines().toList()) {
      assertTrue(line.length() <= 100, line);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("describes every option")
  void describedOptions(String name) {
    Commands.get(name)
        .options()
        .getOptions()
        .forEach(option -> assertFalse(option.getDescription().isBlank(), option.toString()));
  }

  @Test
  @DisplayName("suggests the command that a misspelt one was meant to be")
  void misspelt() {
    assertEquals(
        new Ran(2, "", "callgate: there is no command vesion; did you mean version?\n"),
        Ran.callgate("help", "vesion"));
  }
}
