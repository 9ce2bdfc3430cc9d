package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate run --mode ask")
class AskModeTest {
  private static final String POLICY =
      """
      # mine
      callgate: 1
      arches: [x86_64]
      default: allow
      errno(EPERM): [mkdir, mkdirat] # no folders
      kill: [sethostname]
      """;

  /** Types an answer at each question, as somebody at a terminal would. */
  private static final String TYPIST =
      """
      import os, pty, select, sys
      answers = sys.argv[1].split(",")
      child, terminal = pty.fork()
      if child == 0:
          os.execv(sys.argv[2], sys.argv[2:])
      shown, asked = b"", 0
      while True:
          if not select.select([terminal], [], [], 60)[0]:
              break
          try:
              more = os.read(terminal, 4096)
          except OSError:
              break
          if not more:
              break
          shown += more
          while shown.count(b"[n]ever? ") > asked:
              os.write(terminal, (answers[asked] + "\\n").encode())
              asked += 1
      sys.stdout.write(shown.decode().replace("\\r", ""))
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
      """;

  @TempDir private Path folder;

  private String policy() throws Exception {
    return Files.writeString(folder.resolve("policy.yaml"), POLICY).toString();
  }

  private List<String> run(String policy) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "callgate.cli.Main",
        "run",
        "--policy",
        policy,
        "--mode",
        "ask",
        "--");
  }

  private Ran answering(String answers, String policy, String script) throws Exception {
    Path python = Path.of("/usr/bin/python3");
    assumeTrue(Files.exists(python), "needs Python: apt-get install python3");
    List<String> command = new ArrayList<>(List.of(python.toString(), "-c", TYPIST, answers));
    command.addAll(run(policy));
    command.addAll(List.of("sh", "-c", "cd " + folder + "; " + script));
    return Installation.finished(new ProcessBuilder(command).start());
  }

  @Test
  @DisplayName("lets a call through once, or always and changes the policy, or stops it")
  void answers() throws Exception {
    String policy = policy();
    Ran ran =
        answering("what,o,d,a", policy, "mkdir one; mkdir two; mkdir three; mkdir four; exit 9");
    assertEquals(9, ran.status(), ran.out());
    assertTrue(Files.isDirectory(folder.resolve("one")));
    assertTrue(Files.notExists(folder.resolve("two")), ran.out());
    assertTrue(Files.isDirectory(folder.resolve("three")));
    assertTrue(Files.isDirectory(folder.resolve("four")), ran.out());
    assertEquals(
        POLICY.replace("[mkdir, mkdirat]", "[mkdirat]"), Files.readString(Path.of(policy)));
  }

  @Test
  @DisplayName("asks no more where the answer was never, and ends what the policy kills")
  void never() throws Exception {
    Ran ran =
        answering("n,d", policy(), "mkdir one; mkdir one; hostname x; [ $? = 159 ] && exit 3");
    assertEquals(3, ran.status(), ran.out());
    assertTrue(Files.notExists(folder.resolve("one")));
    assertEquals(POLICY, Files.readString(folder.resolve("policy.yaml")));
  }

  @Test
  @DisplayName("starts nothing where nobody can be asked")
  void nobody() throws Exception {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(run(policy()));
    command.addAll(List.of("touch", folder.resolve("touched").toString()));
    Ran ran = Installation.finished(new ProcessBuilder(command).start());
    assertEquals(125, ran.status());
    assertTrue(ran.err().contains("--mode ask needs somebody to ask"), ran.err());
    assertTrue(Files.notExists(folder.resolve("touched")));
    assertEquals(
        "callgate: --mode ask keeps what is always allowed: this policy is in no file of its own,"
            + " so say in which one: --fix FILE\n",
        Ran.callgate("run", "--policy", "builtin:docker", "--mode", "ask", "--", "true").err());
  }
}
