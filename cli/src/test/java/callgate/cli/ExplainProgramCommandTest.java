package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate explain -- CMD")
class ExplainProgramCommandTest {
  private static final String POLICY =
      """
      callgate: 1
      arches: [x86_64, x86]
      default: allow
      errno(EXDEV): [mkdir, mkdirat] # nothing is made here
      kill: [sethostname]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void needsX86() {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "tracing works on x86_64 only, so far");
  }

  private String policy() throws Exception {
    return Files.writeString(folder.resolve("policy.yaml"), POLICY).toString();
  }

  private static List<String> callgate() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        "callgate.cli.Main");
  }

  @Test
  @DisplayName("names the rule, its place and reason, and passes the program's status on")
  void underPolicy() throws Exception {
    String policy = policy();
    Ran ran =
        Ran.callgate("explain", "--policy", policy, "--", "sh", "-c", "mkdir /tmp/no; exit 5");
    assertEquals(5, ran.status());
    assertTrue(
        ran.err()
            .contains(
                "why:  the rule at "
                    + policy
                    + ":4:16 gives it errno(EXDEV) (nothing is made here)\n"),
        ran.err());
    assertTrue(
        ran.err()
            .contains("callgate: mkdir(\"/tmp/no\", 0777)\ngot:  the call failed with EXDEV\n"));
    assertTrue(ran.err().contains("\nfix:  allow mkdir\n"), ran.err());
  }

  @Test
  @DisplayName("finds what a filter stops that somebody else installed")
  void inSandbox() throws Exception {
    List<String> command = new ArrayList<>(callgate());
    command.addAll(List.of("run", "--policy", policy(), "--"));
    command.addAll(callgate());
    command.addAll(
        List.of("explain", "--", "sh", "-c", "mkdir /tmp/no; ls /no-such; hostname x; exit 6"));
    Ran ran = Installation.finished(new ProcessBuilder(command).start());
    assertEquals(6, ran.status(), ran.err());
    assertTrue(
        ran.err()
            .contains("callgate: mkdir(\"/tmp/no\", 0777)\ngot:  the call failed with EXDEV\n"),
        ran.err());
    assertTrue(
        ran.err().contains("callgate: sethostname(\"x\", 1)\ngot:  it was killed by SIGSYS\n"),
        ran.err());
    assertTrue(
        ran.err()
            .endsWith(
                "callgate: the program exited with status 6; 2 calls stopped: mkdir 1, sethostname 1\n"),
        ran.err());
  }

  @Test
  @DisplayName("writes a JSON object a line")
  void json() throws Exception {
    Ran ran = Ran.callgate("--json", "explain", "--policy", policy(), "--", "mkdir", "/tmp/no");
    assertEquals(1, ran.status());
    List<String> lines = ran.err().lines().filter(line -> line.startsWith("{")).toList();
    assertTrue(lines.getFirst().startsWith("{\"event\":\"violation\",\"time\":\""), ran.err());
    assertTrue(lines.getFirst().contains("\"comm\":\"mkdir\""), ran.err());
    assertTrue(lines.getFirst().contains("\"stack\":[{\"address\":\"0x"), ran.err());
    assertTrue(lines.getLast().startsWith("{\"event\":\"end\",\"status\":1,"), ran.err());
  }
}
