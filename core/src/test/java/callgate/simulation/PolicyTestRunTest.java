package callgate.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.decision.CallText;
import callgate.format.Document;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tests of a policy")
class PolicyTestRunTest {
  private static final Policy POLICY =
      new Policy(
          "p",
          List.of(Abi.X86_64, Abi.X86),
          Action.errno(1),
          Action.KILL_PROCESS,
          new Newer.AsDefault(),
          Set.of(),
          List.of(
              Rule.of(Action.ALLOW, "read", "write"),
              Rule.of(Action.ALLOW, "socket").when(Condition.Test.of(0, Op.NE, 40)),
              Rule.of(Action.KILL_PROCESS, "ptrace")));

  private static PolicyTestRun run(String text) {
    return PolicyTestRun.of(POLICY, Document.of("t", text), Abi.X86_64);
  }

  @Test
  @DisplayName("hold, and tell which rules they are not about")
  void holding() {
    PolicyTestRun run =
        run(
            """
            - allow: read(...)
            - deny: socket(AF_VSOCK, ...)
            - allow: socket(AF_UNIX, _, 0)
            - errno(EPERM): mount
            - { expect: errno(1), call: "mount(0, 0)", arch: x86, why: never }
            """);
    assertEquals(5, run.tests());
    assertEquals(List.of(), run.failures());
    assertEquals(List.of(POLICY.rules().get(2)), run.untouched());
  }

  @Test
  @DisplayName("that do not hold for some argument fail with a call that shows it")
  void failing() {
    PolicyTestRun run = run("- allow: socket(...)\n- kill: read(0)\n");
    assertEquals(2, run.failures().size());
    PolicyTestRun.Failure first = run.failures().getFirst();
    assertEquals("t:1:3", first.place());
    assertEquals(Action.errno(1), first.found());
    assertEquals("socket(AF_VSOCK, 0, 0)", CallText.of(first.witness()));
    assertEquals("kill_process", run.failures().get(1).expected());
  }

  @Test
  @DisplayName("can be rows of libseccomp's simulation tests")
  void libseccomp() {
    PolicyTestRun run =
        run(
            """
            test type: bpf-sim
            # Testname Arch Syscall Arg0 Arg1 Arg2 Arg3 Arg4 Arg5 Result
            01-t all,+x86 read 0 0x856 20 N N N ALLOW
            01-t +x86_64 socket 1-39 N N N N N ALLOW
            01-t all 1000-1005 N N N N N N ERRNO(1)
            test type: bpf-valgrind
            01-t
            """);
    assertEquals(6, run.tests());
    assertEquals(List.of(), run.failures());
  }

  @Test
  @DisplayName("with a mistake are refused with its place")
  void mistakes() {
    BadInput e = assertThrows(BadInput.class, () -> run("- allow: raed(...)\n"));
    assertEquals("t:1:10: there is no call raed; did you mean read?", e.getMessage());
    e = assertThrows(BadInput.class, () -> run("- maybe: read(...)\n"));
    assertEquals(
        "t:1:3: maybe is no outcome; those are allow, deny, and actions such as errno(EPERM)",
        e.getMessage());
  }
}
