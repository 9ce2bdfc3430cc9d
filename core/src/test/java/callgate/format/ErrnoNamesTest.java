package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The name of an error in a policy")
class ErrnoNamesTest {
  private static Policy read(String arches, String standard) {
    return Policies.read(
        "callgate: 1", "arches: [" + arches + "]", "default: " + standard, "allow: [read]");
  }

  @Test
  @DisplayName("means the number that the error has on the policy's ABIs")
  void byAbi() {
    assertEquals(Action.errno(38), read("x86_64, x86", "errno(ENOSYS)").defaultAction());
    assertEquals(Action.errno(89), read("mips, mips64", "errno(ENOSYS)").defaultAction());
    assertEquals(Action.errno(251), read("parisc", "errno(ENOSYS)").defaultAction());
    assertEquals(Action.errno(1), read("x86_64, mips", "errno(EPERM)").defaultAction());
  }

  @Test
  @DisplayName("is refused where they have different numbers")
  void different() {
    assertEquals(
        "policy:3:10: ENOSYS is 38 on x86_64 and 89 on mips; write the number that is meant, or a"
            + " policy for each",
        Policies.problem(
            "callgate: 1", "arches: [x86_64, mips]", "default: errno(ENOSYS)", "allow: [read]"));
  }

  @Test
  @DisplayName("is written only where it reads back as the same number")
  void written() {
    PolicyFormat callgate = Formats.named("callgate").orElseThrow();
    Policy mips = read("mips", "errno(89)");
    String text = callgate.write(mips, WriteOptions.DEFAULT).text();
    assertTrue(text.contains("default: errno(89)\n"), text);
    assertEquals(
        "ERRNO(89)",
        Policies.decide(
            Formats.read(Document.of("policy", text), Policies.OPTIONS).policy(),
            Abi.MIPS,
            "write"));
  }
}
