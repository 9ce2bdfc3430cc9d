package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The command line")
class MainTest {
  @Test
  @DisplayName("without a command says where the commands are listed")
  void noCommand() {
    assertEquals(
        new Ran(2, "", "callgate: which command? callgate help lists them\n"), Ran.callgate());
  }

  @Test
  @DisplayName("suggests the command that a misspelt one was meant to be")
  void misspeltCommand() {
    assertEquals(
        new Ran(2, "", "callgate: there is no command vesion; did you mean version?\n"),
        Ran.callgate("vesion"));
  }

  @Test
  @DisplayName("suggests nothing for a word like no command")
  void unknownCommand() {
    assertEquals(
        new Ran(2, "", "callgate: there is no command xyzzy; callgate help lists them\n"),
        Ran.callgate("xyzzy"));
  }

  @Test
  @DisplayName("suggests the option that a misspelt one was meant to be")
  void misspeltOption() {
    assertEquals(
        new Ran(2, "", "callgate: there is no option --jsno; did you mean --json?\n"),
        Ran.callgate("version", "--jsno"));
  }

  @Test
  @DisplayName("finds misspelt options also where a program's own options follow")
  void misspeltOptionBeforeProgram() {
    assertEquals(
        new Ran(125, "", "callgate: there is no option --polcy; did you mean --policy?\n"),
        Ran.callgate("run", "--polcy", "a.yaml", "--", "ls", "--all"));
  }

  @Test
  @DisplayName("leaves options behind -- and behind a program's name to the program")
  void programOptions() {
    Ran withoutPolicy = Ran.callgate("run", "ls");
    assertTrue(withoutPolicy.err().startsWith("callgate: under which policy?"));
    assertEquals(withoutPolicy, Ran.callgate("run", "ls", "--policy", "a.yaml"));
    assertEquals(withoutPolicy, Ran.callgate("run", "--", "--ls", "--policy", "a.yaml"));
    assertEquals(withoutPolicy, Ran.callgate("run", "--", "--", "--help"));
  }

  @Test
  @DisplayName("does not take an abbreviated option, which could change its meaning later")
  void abbreviatedOption() {
    assertEquals(2, Ran.callgate("version", "--js").status());
  }

  @Test
  @DisplayName("takes global options before the command and after it")
  void globalOptions() {
    Ran before = Ran.callgate("--json", "version");
    assertEquals(before, Ran.callgate("version", "--json"));
    assertTrue(before.out().startsWith("{\"version\":\""), before.out());
  }

  @Test
  @DisplayName("takes an option value after a space or an equals sign")
  void optionValues() {
    assertEquals(0, Ran.callgate("--color=never", "version").status());
    assertEquals(0, Ran.callgate("--color", "always", "version").status());
  }

  @Test
  @DisplayName("refuses a colour that is none of auto, always and never")
  void wrongColor() {
    assertEquals(
        new Ran(2, "", "callgate: --color is auto, always or never, not blue\n"),
        Ran.callgate("version", "--color", "blue"));
  }

  @Test
  @DisplayName("refuses to be quiet and verbose at once")
  void quietAndVerbose() {
    assertEquals(
        new Ran(2, "", "callgate: --quiet and --verbose exclude each other\n"),
        Ran.callgate("--quiet", "version", "--verbose"));
  }

  @Test
  @DisplayName("answers --version and --help in a command's place")
  void conventionalOptions() {
    assertEquals(Ran.callgate("version"), Ran.callgate("--version"));
    assertEquals(Ran.callgate("help"), Ran.callgate("--help"));
  }

  @Test
  @DisplayName("answers --help after a command with that command's help")
  void helpOfCommand() {
    assertEquals(Ran.callgate("help", "version"), Ran.callgate("version", "--help"));
  }
}
