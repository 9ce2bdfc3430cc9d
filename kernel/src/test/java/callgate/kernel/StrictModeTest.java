package callgate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Strict mode")
class StrictModeTest {
  private static String decide(Abi abi, String call) {
    Policy policy = StrictMode.policy("pid:1");
    int number = Syscalls.number(abi, call).orElseThrow();
    return PolicyEvaluator.decide(policy, Call.of(abi, number)).toString();
  }

  @Test
  @DisplayName(
      "lets four calls through, on the ABI of 32-bit programs the older way out of signals")
  void calls() {
    assumeTrue(Abi.host() == Abi.X86_64, "is about x86_64");
    for (String call : new String[] {"read", "write", "exit", "rt_sigreturn"}) {
      assertEquals("ALLOW", decide(Abi.X86_64, call), call);
    }
    assertEquals("KILL_THREAD", decide(Abi.X86_64, "exit_group"));
    assertEquals("ALLOW", decide(Abi.X86, "sigreturn"));
    assertEquals("KILL_THREAD", decide(Abi.X86, "rt_sigreturn"));
    assertEquals("KILL_THREAD", decide(Abi.X32, "read"));
  }
}
