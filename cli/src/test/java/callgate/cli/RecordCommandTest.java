package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that print nothing: what they print is their own, and not this test's. */
@DisplayName("callgate record and callgate harden")
class RecordCommandTest {
  @TempDir private Path folder;

  private String policy() {
    return folder.resolve("p.yaml").toString();
  }

  private static long lines(Path file, String start) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.startsWith(start)).count();
  }

  @Test
  @DisplayName("write the policy and its evidence, and pass on the program's status")
  void record() throws IOException {
    Ran ran = Ran.callgate("record", "-o", policy(), "--", "sh", "-c", "exit 7");
    assertEquals(7, ran.status());
    assertEquals("", ran.out());
    assertTrue(
        ran.err().endsWith("; wrote " + policy() + " and " + folder + "/p.evidence.jsonl\n"));
    String text = Files.readString(Path.of(policy()));
    assertTrue(text.startsWith("callgate: 1\n"), text);
    assertTrue(text.contains("\n  - exit_group "), text);
  }

  @Test
  @DisplayName("add to the evidence of earlier runs when asked")
  void append() throws IOException {
    Ran.callgate("record", "-o", policy(), "--", "true");
    assertFalse(Files.readString(Path.of(policy())).contains("  - umask "));
    Ran.callgate("record", "-o", policy(), "--append", "--", "sh", "-c", "umask 0");
    Ran.callgate("record", "-o", policy(), "--append", "--", "true");
    assertTrue(Files.readString(Path.of(policy())).contains("  - umask "));
    assertEquals(3, lines(folder.resolve("p.evidence.jsonl"), "{\"run\":"));
  }

  @Test
  @DisplayName("print the policy after the program when the file is -")
  void toOutput() {
    Ran ran = Ran.callgate("record", "-o", "-", "--", "true");
    assertTrue(ran.out().startsWith("callgate: 1\narches: "), ran.out());
    assertEquals(0, ran.status());
  }

  @Test
  @DisplayName("use the statuses of env for programs that can't be executed")
  void statuses() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "text");
    for (String command : List.of("record", "harden")) {
      assertEquals(127, Ran.callgate(command, "-o", policy(), "--", "no-such-program").status());
      assertEquals(126, Ran.callgate(command, "-o", policy(), "--", file.toString()).status());
      assertEquals(125, Ran.callgate(command, "--args", "all", "--", "true").status());
      assertEquals(125, Ran.callgate(command).status());
    }
    assertFalse(Files.exists(Path.of(policy())));
  }

  @Test
  @DisplayName("report what is allowed, what it costs, and how the second run ended")
  void harden() {
    Ran ran = Ran.callgate("harden", "-o", policy(), "--", "sh", "-c", "exit 7");
    assertEquals(7, ran.status());
    assertEquals(
        "callgate: runs it twice: to record it, then under its filter (--once leaves that out)\n",
        ran.err());
    List<String> report = ran.out().lines().toList();
    assertTrue(report.get(1).matches("sh -c 'exit 7': \\d+ of \\d{3} calls allowed"), ran.out());
    assertTrue(
        report
            .get(2)
            .matches("  recorded    \\d+ calls of \\d+ kinds by 1 program; exit status 7"));
    assertTrue(ran.out().contains("\n  proof       the filter is the policy, for every ABI"));
    assertTrue(ran.out().contains("\n  second run  exit status 7, as the first\n"), ran.out());
    assertTrue(
        ran.out().contains("\nnext: callgate run --policy " + policy() + " -- sh -c 'exit 7'\n"));
  }

  @Test
  @DisplayName("run once when asked")
  void once() throws IOException {
    String script = "echo x >> " + folder.resolve("runs");
    Ran ran = Ran.callgate("harden", "--once", "-o", policy(), "--", "sh", "-c", script);
    assertEquals(1, lines(folder.resolve("runs"), "x"));
    assertTrue(ran.out().contains("\n  second run  left out\n"), ran.out());
    Ran.callgate("harden", "-o", policy(), "--", "sh", "-c", script);
    assertEquals(3, lines(folder.resolve("runs"), "x"));
  }

  @Test
  @DisplayName("say when the second run ended otherwise")
  void different() {
    String script = "mkdir " + folder.resolve("once") + " 2> /dev/null && exit 0; exit 5";
    Ran ran = Ran.callgate("harden", "-o", policy(), "--", "sh", "-c", script);
    assertEquals(5, ran.status());
    assertTrue(
        ran.out()
            .contains(
                "  second run  exit status 5, unlike the first: one run may not show all that a"
                    + " program does\n"),
        ran.out());
    assertTrue(
        ran.out().contains("\n      callgate record -o " + policy() + " --append -- sh -c "));
  }

  @Test
  @DisplayName("say the same as JSON")
  void json() {
    Ran ran = Ran.callgate("--json", "harden", "-o", policy(), "--", "true");
    assertTrue(
        ran.out()
            .matches(
                "\\{\"command\":\\[\"true\"],\"calls\":\\d+,\"kinds\":\\d+,\"allowed\":\\{\"[a-z0-9_]+\":"
                    + "\\{\"allowed\":\\d+,\"of\":\\d+}},\"top\":\\[.*],\"filter\":\\{\"instructions\":\\d+,"
                    + "\"executed\":\\{\"mean\":[0-9.]+,\"max\":\\d+},\"cacheable\":\\d+,\"proven\":true},"
                    + "\"firstStatus\":0,\"secondStatus\":0,\"policy\":\".*p.yaml\",\"evidence\":"
                    + "\".*p.evidence.jsonl\",\"notes\":\\[]}\n"),
        ran.out());
  }
}
