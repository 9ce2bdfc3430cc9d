package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate run")
class RunCommandTest {
  private static final String NO_FOLDERS =
      """
      callgate: 1
      arches: [x86_64, aarch64]
      default: allow
      errno(EPERM): [mkdir, mkdirat]
      """;

  @TempDir private Path folder;

  /** {@return how a process ended that became a program}: this one can't */
  private Ran run(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "callgate.cli.Main",
                "run"));
    command.addAll(List.of(arguments));
    return Installation.finished(new ProcessBuilder(command).start());
  }

  private String policy(String text) throws Exception {
    return Files.writeString(folder.resolve("policy.yaml"), text).toString();
  }

  @Test
  @DisplayName("becomes the program under the policy, and has its status")
  void enforces() throws Exception {
    String made = folder.resolve("made").toString();
    Ran ran = run("--policy", policy(NO_FOLDERS), "--", "sh", "-c", "mkdir " + made + "; exit 6");
    assertEquals(6, ran.status());
    assertTrue(ran.err().endsWith("Operation not permitted\n"), ran.err());
    assertTrue(Files.notExists(Path.of(made)));
  }

  @Test
  @DisplayName("lets all through in log mode")
  void logs() throws Exception {
    String made = folder.resolve("made").toString();
    assertEquals(
        new Ran(0, "", ""), run("--policy", policy(NO_FOLDERS), "--mode", "log", "mkdir", made));
    assertTrue(Files.isDirectory(Path.of(made)));
  }

  @Test
  @DisplayName("wants to hear twice that a policy forbids nothing")
  void unconfined() throws Exception {
    Ran refused = Ran.callgate("run", "--policy", "unconfined", "--", "true");
    assertEquals(125, refused.status());
    assertEquals(
        "callgate: this policy forbids nothing; say --yes-unconfined too if that is meant\n",
        refused.err());
    assertEquals(
        new Ran(0, "ran\n", ""),
        run("--policy", "unconfined", "--yes-unconfined", "--", "echo", "ran"));
  }

  @Test
  @DisplayName("tells programs that are missing from those that can't be executed")
  void programs() throws Exception {
    String policy = policy(NO_FOLDERS);
    assertEquals(
        new Ran(127, "", "callgate: can't execute no-such: there is no such program\n"),
        Ran.callgate("run", "--policy", policy, "--", "no-such"));
    assertEquals(
        new Ran(126, "", "callgate: can't execute " + folder + ": it is not executable\n"),
        Ran.callgate("run", "--policy", policy, "--", folder.toString()));
  }

  @Test
  @DisplayName("starts nothing under a policy that can't be read or is for other machines")
  void badPolicies() throws Exception {
    String broken = policy("callgate: 1\ndefault: allow\nkill: [opennat]\n");
    Ran ran = Ran.callgate("run", "--policy", broken, "--", "true");
    assertEquals(125, ran.status());
    assertTrue(ran.err().startsWith("callgate: " + broken + ":3:"), ran.err());
    String foreign = policy("callgate: 1\narches: [s390x]\ndefault: errno(EPERM)\nallow: [read]\n");
    Ran elsewhere = Ran.callgate("run", "--policy", foreign, "--", "true");
    assertEquals(125, elsewhere.status());
    assertTrue(elsewhere.err().contains("this policy says nothing about "), elsewhere.err());
  }

  @Test
  @DisplayName("explains how it is used")
  void usage() throws Exception {
    assertEquals(
        new Ran(125, "", "callgate: run what? callgate run --policy POLICY -- CMD\n"),
        Ran.callgate("run", "--policy", policy(NO_FOLDERS)));
    assertEquals(
        new Ran(125, "", "callgate: under which policy? callgate run --policy POLICY -- CMD\n"),
        Ran.callgate("run", "--", "true"));
    assertEquals(
        new Ran(125, "", "callgate: --mode is enforce, complain, ask or log, not learn\n"),
        Ran.callgate("run", "--policy", policy(NO_FOLDERS), "--mode", "learn", "--", "true"));
  }
}
