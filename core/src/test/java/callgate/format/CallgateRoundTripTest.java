package callgate.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Policy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallgateRoundTripTest {
  private static String written(Policy policy) {
    return Formats.named("callgate").orElseThrow().write(policy, WriteOptions.DEFAULT).text();
  }

  @Test
  void aPolicyIsWrittenOneCallALineInOrderWithItsReasons() {
    Policy policy =
        Policies.read(
            "callgate: 1",
            "default: errno(EPERM)",
            "arches: [x86_64, x86]",
            "foreign: kill_thread",
            "kernel: 6.12",
            "flags: [spec_allow, log]",
            "kill: [ptrace, bpf]    # never needed",
            "allow:",
            "  - write",
            "  - socket: { arg0: [1, 0x28], arg1: 3 }  # no network",
            "  - mprotect: arg2 & 6 != 6",
            "  - read: { on: [x86] }",
            "  - { numbers: 1000-2000, when: arg0 > 5000 }",
            "  - open");
    assertEquals(
        """
        callgate: 1
        arches: [x86_64, x86]
        default: errno(EPERM)
        foreign: kill_thread
        newer: errno(ENOSYS)
        kernel: 6.12
        flags: [log, spec_allow]

        allow:
          - mprotect: "(prot & (PROT_WRITE|PROT_EXEC)) != (PROT_WRITE|PROT_EXEC)"
          - open
          - read: { on: [x86] }
          - socket: { family: [AF_UNIX, AF_VSOCK], type: SOCK_RAW }  # no network
          - write
          - { numbers: 1000-2000, when: "arg0 > 0x1388" }

        kill_process:
          - bpf                                 # never needed
          - ptrace                              # never needed
        """,
        written(policy));
    assertEquals(Optional.empty(), Policies.difference(policy, Policies.read(written(policy))));
  }
}
