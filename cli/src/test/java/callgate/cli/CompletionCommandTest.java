package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate completion")
class CompletionCommandTest {
  @TempDir Path directory;

  @Test
  @DisplayName("completes commands in bash")
  void bashCommands() throws Exception {
    assertEquals("version\n", bash("callgate versi", 1));
  }

  @Test
  @DisplayName("completes the options of a command in bash, behind global options too")
  void bashOptions() throws Exception {
    assertEquals("--color\n", bash("callgate --json version --co", 3));
  }

  @Test
  @DisplayName("leaves the words of a program that is run alone")
  void bashProgram() throws Exception {
    assertEquals("\n", bash("callgate version -- --co", 3));
  }

  @Test
  @DisplayName("describes every command for fish and zsh")
  void otherShells() {
    String fish = Ran.callgate("completion", "fish").out();
    String zsh = Ran.callgate("completion", "zsh").out();
    for (String name : Commands.names()) {
      assertTrue(fish.contains("-n __fish_use_subcommand -a " + name + " -d "), name);
      assertTrue(zsh.contains("\n  '" + name + ":"), name);
    }
  }

  @Test
  @DisplayName("knows no other shell")
  void unknownShell() {
    assertEquals(
        new Ran(2, "", "callgate: the shells are bash, zsh and fish, not tcsh\n"),
        Ran.callgate("completion", "tcsh"));
  }

  private String bash(String line, int word) throws IOException, InterruptedException {
    Path script = directory.resolve("script");
    Files.writeString(
        script,
        Ran.callgate("completion", "bash").out()
            + "compopt() { :; }\n"
            + "COMP_WORDS=("
            + line
            + ")\nCOMP_CWORD="
            + word
            + "\n_callgate\necho \"${COMPREPLY[*]}\"\n");
    Process bash = new ProcessBuilder("bash", script.toString()).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    bash.waitFor();
    return output;
  }
}
