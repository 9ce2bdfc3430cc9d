package callgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("callgate simulate")
class SimulateCommandTest {
  @TempDir Path directory;

  private Path policy;

  @BeforeEach
  void policy() throws IOException {
    policy =
        Files.writeString(
            directory.resolve("policy.yaml"),
            """
            callgate: 1
            arches: [x86_64, x86]
            default: errno(1)
            kernel: 6.12
            newer: errno(38)
            allow:
              - read
              - socket: { family: [1, 2] }   # no raw sockets
            """);
  }

  private Ran simulate(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "simulate";
    all[1] = policy.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Ran.callgate(all);
  }

  private String action(String... arguments) {
    Ran ran = simulate(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran.out().lines().findFirst().orElse("");
  }

  private Ran batch(String lines) throws IOException {
    Path calls = Files.writeString(directory.resolve("calls"), lines);
    return simulate("--batch", calls.toString());
  }

  @Test
  @DisplayName("says what happens to a call")
  void actions() {
    assertEquals("ALLOW", action("--arch", "x86_64", "read"));
    assertEquals("ERRNO(1)", action("--arch", "x86_64", "write", "1"));
    assertEquals("ERRNO(38)", action("--arch", "x86_64", "1000"));
    assertEquals("KILL_PROCESS", action("--arch", "x32", "read"));
  }

  @Test
  @DisplayName("takes arguments as numbers, as names, and as several names")
  void arguments() {
    assertEquals("ALLOW", action("--arch", "x86_64", "socket", "AF_INET"));
    assertEquals("ALLOW", action("--arch", "x86_64", "socket", "0x2", "SOCK_STREAM|SOCK_CLOEXEC"));
    assertEquals("ERRNO(1)", action("--arch", "x86_64", "socket", "AF_VSOCK"));
    assertEquals("ERRNO(1)", action("--arch", "x86_64", "socket", "--", "-1"));
  }

  @Test
  @DisplayName("says which rule decides and where it stands, and the way through the filter")
  void why() {
    List<String> lines = simulate("--arch", "x86_64", "socket", "AF_UNIX").out().lines().toList();
    assertEquals("ALLOW", lines.getFirst());
    assertTrue(lines.get(1).startsWith("call: socket("), lines.get(1));
    assertTrue(lines.get(1).endsWith(" on x86_64"), lines.get(1));
    assertEquals("why:  the rule at " + policy + ":8:5 (no raw sockets)", lines.get(2));
    assertTrue(lines.get(3).matches("path: \\d+ of \\d+ instructions"), lines.get(3));
    assertEquals("     0  A = arch", lines.get(4));
    assertTrue(lines.getLast().endsWith("return ALLOW"), lines.getLast());
  }

  @Test
  @DisplayName("says so when no rule decides")
  void noRule() {
    assertTrue(simulate("--arch", "x86_64", "write").out().contains("no rule; the default action"));
    assertTrue(simulate("--arch", "x86_64", "1000").out().contains("newer than the policy"));
    assertTrue(simulate("--arch", "x32", "read").out().contains("not about calls of this ABI"));
  }

  @Test
  @DisplayName("answers as JSON")
  void json() {
    String json = simulate("--json", "--arch", "x86_64", "socket", "AF_UNIX").out();
    assertTrue(json.startsWith("{\"action\":\"ALLOW\",\"arch\":\"x86_64\",\"call\":\""), json);
    assertTrue(json.contains("\"number\":41,\"arguments\":[\"0x1\",\"0x0\","), json);
    assertTrue(json.contains("\"decidedBy\":\"rule\",\"rule\":{\"file\":\""), json);
    assertTrue(json.contains("\"line\":8,\"column\":5,\"reason\":\"no raw sockets\"}"), json);
  }

  @Test
  @DisplayName("answers a batch with a line for each call, in order")
  void batch() throws IOException {
    assertEquals(
        new Ran(0, "ALLOW\nALLOW\nERRNO(1)\nERRNO(38)\nKILL_PROCESS\nKILL_PROCESS\n", ""),
        batch(
            """
            x86_64\tread\t3\t0x7fff0000\t10
            x86_64\t41\t1\t1
            x86\tsocket\t40
            x86_64\t1000
            aarch64\tread
            0xc00000f3\t63
            """));
  }

  @Test
  @DisplayName("stops a batch at the first line that is none, and says where")
  void brokenBatch() throws IOException {
    Path calls = directory.resolve("calls");
    assertEquals(
        new Ran(
            3,
            "ALLOW\n",
            "callgate: " + calls + ":2:8: there is no call raed; did you mean read?\n"),
        batch("x86_64\tread\nx86_64\traed\n"));
    assertEquals(
        "callgate: " + calls + ":1:13: there is no constant AF_NOWHERE; write its number\n",
        batch("x86_64\tread\tAF_NOWHERE\n")
            .err()
            .replaceAll("did you mean .*\\?", "write its number"));
    assertEquals(
        "callgate: "
            + calls
            + ":1:7: a line is ARCH, SYSCALL and up to 6 arguments, divided by tabs\n",
        batch("x86_64\n").err());
    assertTrue(batch("x87\tread\n").err().contains(":1:1: there is no ABI x87"));
    assertTrue(batch("x86_64\tread\t1x\n").err().contains(":1:13: 1x is no number"));
  }

  @Test
  @DisplayName("asks a raw filter, too")
  void rawFilter() throws IOException {
    Path filter = directory.resolve("filter.bpf");
    assertEquals(0, Ran.callgate("compile", policy.toString(), "-o", filter.toString()).status());
    policy = filter;
    assertEquals("ALLOW", action("--arch", "x86_64", "socket", "AF_INET"));
    assertEquals("ERRNO(1)", action("--arch", "x86", "socket", "AF_VSOCK"));
    assertEquals("KILL_PROCESS", action("--arch", "aarch64", "read"));
  }

  @Test
  @DisplayName("suggests the call that a misspelt one was meant to be")
  void misspelt() {
    assertEquals(
        new Ran(2, "", "callgate: there is no call raed; did you mean read?\n"),
        simulate("--arch", "x86_64", "raed"));
  }
}
