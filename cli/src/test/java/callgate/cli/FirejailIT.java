package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Under a profile that was written for it, firejail")
class FirejailIT {
  @TempDir Path directory;

  @Test
  @DisplayName("runs the program that the policy is of, and stops what it did not do")
  void runs() throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/firejail")),
        "needs firejail: apt-get install firejail");
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/strace")), "needs strace: apt-get install strace");
    Ran bare = run("firejail", "--quiet", "--noprofile", "ls", "/");
    assumeTrue(bare.status() == 0, "firejail can't run here: " + bare.out());

    Path log = directory.resolve("ls.log");
    assertEquals(0, run("strace", "-f", "-o", log.toString(), "ls", "/").status());
    Path profile = directory.resolve("ls.profile");
    Ran written =
        Ran.callgate("generate", "--to", "firejail", "-o", profile.toString(), log.toString());
    assertEquals(0, written.status(), written.err());

    Ran listed = run("firejail", "--quiet", "--profile=" + profile, "ls", "/");
    assertEquals(0, listed.status(), listed.out());
    assertTrue(listed.out().contains("usr"), listed.out());

    Path made = directory.resolve("made");
    Ran refused = run("firejail", "--quiet", "--profile=" + profile, "mkdir", made.toString());
    assertTrue(refused.out().contains("Operation not permitted"), refused.out());
    assertTrue(Files.notExists(made));
  }

  private static Ran run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), out, "");
  }
}
