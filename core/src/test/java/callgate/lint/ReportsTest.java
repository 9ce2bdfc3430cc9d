package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.policy.Action;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Findings of lint are written")
class ReportsTest {
  private static final Finding FINDING =
      Finding.of(
              Code.COMPARED_TOO_WIDE,
              new Position("my policy.yaml", 5, 7),
              "socket is compared as 64 bits",
              "The kernel reads 32.",
              "compare 32 bits")
          .shownBy(new Witness(Abi.X86_64, Call.of(Abi.X86_64, 41, 0x100000028L, 1), Action.ALLOW));

  private static final Finding ABOUT_THE_FILE =
      Finding.of(Code.UNCONFINED, Position.of("-"), "nothing is denied", "It costs.", "deny");

  @Test
  @DisplayName("for people, with where, why, a call and a fix")
  void text() {
    assertEquals(
        """
        my policy.yaml:5:7: error: CG201 compared-too-wide
            socket is compared as 64 bits.
            The kernel reads 32.
            for example x86_64: socket(0x100000028, SOCK_STREAM, 0) gets ALLOW
            fix: compare 32 bits
        """,
        Report.text(List.of(FINDING), false));
  }

  @Test
  @DisplayName("for people, with coloured severities")
  void colored() {
    assertTrue(
        Report.text(List.of(FINDING), true)
            .startsWith("my policy.yaml:5:7: \u001b[1;31merror\u001b[0m: CG201"));
  }

  @Test
  @DisplayName("for people, in lines of 100 columns")
  void wrapped() {
    String long100 = "word ".repeat(50).strip();
    Finding wide = Finding.of(Code.READER, Position.of("p"), long100, long100, "fix");
    assertTrue(Report.text(List.of(wide), false).lines().allMatch(line -> line.length() <= 100));
  }

  @Test
  @DisplayName("as JSON with stable keys")
  void json() {
    assertEquals(
        "{\"notes\":0,\"warnings\":1,\"errors\":1,\"findings\":["
            + "{\"code\":\"CG201\",\"name\":\"compared-too-wide\",\"severity\":\"error\","
            + "\"file\":\"my policy.yaml\",\"line\":5,\"column\":7,"
            + "\"text\":\"socket is compared as 64 bits\",\"why\":\"The kernel reads 32.\","
            + "\"fix\":\"compare 32 bits\",\"witness\":{\"arch\":\"x86_64\",\"number\":41,"
            + "\"arguments\":[\"0x100000028\",\"0x1\",\"0x0\",\"0x0\",\"0x0\",\"0x0\"],"
            + "\"call\":\"socket(0x100000028, SOCK_STREAM, 0)\",\"action\":\"ALLOW\"}},"
            + "{\"code\":\"CG107\",\"name\":\"unconfined\",\"severity\":\"warning\","
            + "\"file\":\"-\",\"text\":\"nothing is denied\",\"why\":\"It costs.\","
            + "\"fix\":\"deny\"}]}",
        JsonReport.of(List.of(FINDING, ABOUT_THE_FILE)));
  }

  @Test
  @DisplayName("as SARIF, every code being a rule")
  void sarif() {
    String log = SarifReport.of("1.0", List.of(FINDING, ABOUT_THE_FILE));
    assertTrue(
        log.startsWith(
            "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                + "sarif-schema-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":"
                + "{\"name\":\"Callgate\",\"version\":\"1.0\",\"rules\":[{\"id\":\"CG101\","
                + "\"name\":\"x32-open\",\"shortDescription\":{\"text\":\"x32 calls are let"
                + " through that x86_64 calls are not\"},\"fullDescription\":{\"text\":\"x32 calls"
                + " are let through that x86_64 calls are not.\"},\"help\":{\"text\":\"Fix: deny"
                + " x32 calls, or name x32 among the ABIs.\"},\"defaultConfiguration\":{\"level\":"
                + "\"error\"}},"),
        log);
    assertTrue(
        log.endsWith(
            "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":["
                + "{\"ruleId\":\"CG201\",\"ruleIndex\":7,\"level\":\"error\",\"message\":{\"text\":"
                + "\"socket is compared as 64 bits. The kernel reads 32. For example x86_64:"
                + " socket(0x100000028, SOCK_STREAM, 0) gets ALLOW. Fix: compare 32 bits.\"},"
                + "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":"
                + "\"my%20policy.yaml\"},\"region\":{\"startLine\":5,\"startColumn\":7}}}]},"
                + "{\"ruleId\":\"CG107\",\"ruleIndex\":6,\"level\":\"warning\",\"message\":"
                + "{\"text\":\"nothing is denied. It costs. Fix: deny.\"},\"locations\":"
                + "[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"-\"},\"region\":"
                + "{\"startLine\":1}}}]}]}]}"),
        log);
  }

  @Test
  @DisplayName("with codes of which no two are the same")
  void codes() {
    List<String> ids = List.of(Code.values()).stream().map(Code::id).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    assertEquals(Code.COMPARED_TOO_WIDE, Code.of("cg201").orElseThrow());
    assertEquals(Code.COMPARED_TOO_WIDE, Code.of("compared-too-wide").orElseThrow());
  }
}
