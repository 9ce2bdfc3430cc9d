package callgate.learn;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A policy for a container runtime")
class ContainerStartTest {
  private static Policy policy(List<Abi> abis, Rule... rules) {
    return new Policy(
        "test",
        abis,
        Action.errno(1),
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(rules));
  }

  private static Action decide(Policy policy, Abi abi, String call, long... arguments) {
    int number = Syscalls.number(abi, call).orElseThrow();
    return PolicyEvaluator.decide(policy, Call.of(abi, number, arguments));
  }

  @Test
  @DisplayName("allows what it lacks of the runtime's calls, and nothing else more")
  void lacking() {
    Policy base = policy(List.of(Abi.X86_64), Rule.of(Action.ALLOW, "close"));
    ContainerStart.Result result = new ContainerStart("crun", true).addTo(base);
    assertEquals(Map.of(Abi.X86_64, List.of("close_range", "execve")), result.added());
    assertEquals(Action.ALLOW, decide(result.policy(), Abi.X86_64, "execve"));
    assertEquals(Action.errno(1), decide(result.policy(), Abi.X86_64, "mount"));
  }

  @Test
  @DisplayName("needs more where the filter is installed before the user changes")
  void early() {
    Policy base = policy(List.of(Abi.X86_64));
    Policy late = new ContainerStart("runc", true).addTo(base).policy();
    Policy early = new ContainerStart("runc", false).addTo(base).policy();
    assertEquals(Action.errno(1), decide(late, Abi.X86_64, "setuid"));
    assertEquals(Action.ALLOW, decide(early, Abi.X86_64, "setuid"));
  }

  @Test
  @DisplayName("allows only the commands of prctl that the runtime gives")
  void commands() {
    Policy early = new ContainerStart("crun", false).addTo(policy(List.of(Abi.X86_64))).policy();
    assertEquals(Action.ALLOW, decide(early, Abi.X86_64, "prctl", 24));
    assertEquals(Action.errno(1), decide(early, Abi.X86_64, "prctl", 22));
  }

  @Test
  @DisplayName("says what its own rules refused until then")
  void overruled() {
    Policy base =
        policy(
            List.of(Abi.X86_64),
            Rule.of(Action.KILL_PROCESS, "execve"),
            Rule.of(Action.ALLOW, "close"));
    ContainerStart.Result result = new ContainerStart("crun", true).addTo(base);
    assertEquals(List.of("execve"), result.overruled());
    assertEquals(Action.ALLOW, decide(result.policy(), Abi.X86_64, "execve"));
  }

  @Test
  @DisplayName("of a 32-bit program is about the runtime's ABI too, for the runtime alone")
  void otherWidth() {
    Policy base = policy(List.of(Abi.X86), Rule.of(Action.ALLOW, "read", "close"));
    Policy result = new ContainerStart("crun", true).addTo(base).policy();
    assertEquals(List.of(Abi.X86_64, Abi.X86), result.abis());
    assertEquals(Action.ALLOW, decide(result, Abi.X86_64, "close"));
    assertEquals(Action.errno(1), decide(result, Abi.X86_64, "read"));
    assertEquals(Action.ALLOW, decide(result, Abi.X86, "read"));
    assertEquals(Action.errno(1), decide(result, Abi.X86, "execve"));
  }

  @Test
  @DisplayName("is made by table on other machines")
  void otherMachine() {
    ContainerStart.Result result =
        new ContainerStart("runc", false).addTo(policy(List.of(Abi.AARCH64)));
    assertTrue(
        requireNonNull(result.added().get(Abi.AARCH64))
            .containsAll(List.of("setuid", "openat", "futex")));
    assertEquals(Action.ALLOW, decide(result.policy(), Abi.AARCH64, "setuid"));
  }
}
