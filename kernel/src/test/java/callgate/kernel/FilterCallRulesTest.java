package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.syscall.Abi;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Rules of the audit system")
class FilterCallRulesTest {
  private static final String GONE = "callgate-watch:2147483647:1:";
  private static final int UNUSED_CALL = 400;

  private static List<String> keys(AuditControl control) {
    return control.rules().stream().map(AuditRule::key).flatMap(Optional::stream).toList();
  }

  @Test
  @DisplayName(
      "are there as long as somebody watches, and those that somebody left behind are gone")
  void cleaned() {
    boolean allowed =
        Capability.CAP_AUDIT_CONTROL.isEffective(ThreadStatus.ofThread(SystemCall.GETTID.call()));
    assumeTrue(allowed, "needs CAP_AUDIT_CONTROL: run the tests as root");
    try (AuditControl control = AuditControl.open()) {
      int before = control.status().enabled();
      assumeTrue(
          before < 2 && control.rules().isEmpty(), "needs a machine without rules for audit");
      String left = GONE + (before == 0 ? "off" : "on");
      control.add(
          AuditRule.recording(Abi.host().auditArch(), UNUSED_CALL, OptionalInt.empty(), left));
      assertEquals(List.of(left), keys(control));
      try (FilterCallRules rules = FilterCallRules.add()) {
        assertEquals(before == 1, rules.wasOn());
        assertEquals(1, control.status().enabled());
        assertEquals(6, keys(control).size());
        assertEquals(1, keys(control).stream().distinct().count());
      }
      assertEquals(List.of(), control.rules());
      assertEquals(before, control.status().enabled());
    }
  }
}
