package callgate.format;

import static callgate.format.Policies.decide;
import static callgate.format.Policies.problem;
import static callgate.format.Policies.read;
import static callgate.format.Policies.warnings;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("JSON of seccompiler")
class SeccompilerFormatTest {
  private static String filter(String... rules) {
    return "{\"mismatch_action\": {\"errno\": 1}, \"match_action\": \"allow\", \"filter\": ["
        + String.join(", ", rules)
        + "]}";
  }

  private static String one(String... rules) {
    return "{\"main\": " + filter(rules) + "}";
  }

  private static String rule(String call, String args) {
    return "{\"syscall\": \"" + call + "\", \"args\": [" + args + "]}";
  }

  @Test
  @DisplayName("has one action for what matches and one for the rest")
  void twoActions() {
    Policy policy =
        read(
            one(
                "{\"syscall\": \"read\", \"comment\": \"x\"}",
                rule("socket", "{\"index\": 0, \"type\": \"dword\", \"op\": \"eq\", \"val\": 1}"),
                rule(
                    "socket",
                    "{\"index\": 0, \"type\": \"qword\", \"op\": \"ge\", \"val\": 40},"
                        + "{\"index\": 1, \"type\": \"dword\", \"op\": {\"masked_eq\": 15},"
                        + " \"val\": 18, \"comment\": \"c\"}")));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "read"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 0x500000001L));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 40, 2));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 40, 3));
    assertEquals("ERRNO(1)", decide(policy, Abi.X32, "read"));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86, "read"));
  }

  @Test
  @DisplayName("drops a rule without args beside one with args, which is warned of")
  void dropped() {
    String text =
        one(
            "{\"syscall\": \"read\"}",
            rule("read", "{\"index\": 0, \"type\": \"dword\", \"op\": \"eq\", \"val\": 1}"));
    assertEquals("ERRNO(1)", decide(read(text), Abi.X86_64, "read", 2));
    assertEquals(1, warnings(text).size());
  }

  @Test
  @DisplayName("with several threads asks which is meant, by FILE:THREAD")
  void threads(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("filters.json");
    Files.writeString(
        file,
        "{\"vmm\": "
            + filter("{\"syscall\": \"read\"}")
            + ", \"api\": "
            + filter("{\"syscall\": \"write\"}")
            + "}");
    BadInput problem =
        assertThrows(BadInput.class, () -> PolicySource.read(file.toString(), Policies.OPTIONS));
    assertEquals(
        file
            + ":1:1: this has filters for several threads; say which: "
            + file
            + ":vmm, "
            + file
            + ":api",
        problem.getMessage());
    Source api = PolicySource.read(file + ":api", Policies.OPTIONS);
    assertEquals("ALLOW", decide(((Source.Written) api).policy(), Abi.X86_64, "write"));
    BadInput unknown =
        assertThrows(BadInput.class, () -> PolicySource.read(file + ":apo", Policies.OPTIONS));
    assertEquals(
        file + ":1:1: this has no filter for apo; did you mean api?", unknown.getMessage());
  }

  @Test
  @DisplayName("with a mistake is refused, where it stands")
  void mistakes() {
    assertEquals(
        "policy:1:84: there is no call raed; did you mean read?",
        at84(problem(one("{\"syscall\": \"raed\"}"))));
    assertEquals(
        "seccompiler knows no key sycall; did you mean syscall?",
        text(problem(one("{\"sycall\": \"read\"}"))));
    assertEquals(
        "an action errno has a number: {\"errno\": 1}",
        text(problem(one().replace("{\"errno\": 1}", "\"errno\""))));
    assertEquals(
        "a call has arguments 0 to 5, not 6",
        text(
            problem(
                one(
                    rule(
                        "read",
                        "{\"index\": 6, \"type\": \"dword\", \"op\": \"eq\", \"val\": 1}")))));
    assertEquals(
        "$.main.filter[0].args[0].val should be a whole number of 64 bits, without a sign",
        text(
            problem(
                one(
                    rule(
                        "read",
                        "{\"index\": 0, \"type\": \"dword\", \"op\": \"eq\", \"val\": -1}")))));
    assertEquals(
        "the two actions are equal; seccompiler takes no such",
        text(problem(one().replace("{\"errno\": 1}", "\"allow\""))));
  }

  private static String at84(String problem) {
    return problem.replaceFirst("policy:1:\\d+:", "policy:1:84:");
  }

  private static String text(String problem) {
    return problem.replaceFirst("policy:1:\\d+: ", "");
  }

  @Test
  @DisplayName("is written with the names of constants as comments")
  void written() {
    Policy policy =
        read(
            "callgate: 1",
            "default: errno(EPERM)",
            "newer: errno(EPERM)",
            "arches: [x86_64]",
            "allow:",
            "  - read   # why",
            "  - socket: { family: AF_UNIX }");
    Rendering rendering =
        Formats.named("seccompiler").orElseThrow().write(policy, WriteOptions.DEFAULT);
    assertEquals(
        """
        {
          "main": {
            "mismatch_action": { "errno": 1 },
            "match_action": "allow",
            "filter": [
              { "syscall": "read", "comment": "why" },
              { "syscall": "socket", "args": [
                { "index": 0, "type": "dword", "op": "eq", "val": 1, "comment": "AF_UNIX" } ] }
            ]
          }
        }
        """,
        rendering.text());
    assertEquals(List.of(), rendering.losses());
  }
}
