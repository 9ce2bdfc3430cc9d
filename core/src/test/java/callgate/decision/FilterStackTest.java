package callgate.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Action;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilterStackTest {
  private static Policy policy(Action usual, Rule... rules) {
    return new Policy(
        "p",
        List.of(Abi.X86_64),
        usual,
        Action.KILL_PROCESS,
        new Newer.AsDefault(),
        Set.of(),
        List.of(rules));
  }

  private static Action decide(String name, Policy... installed) {
    Diagrams diagrams = new Diagrams();
    Meaning stack =
        FilterStack.combine(
            Stream.of(installed).map(policy -> PolicyMeaning.of(policy, diagrams)).toList());
    int number = Syscalls.number(Abi.X86_64, name).orElseThrow();
    return Action.of(stack.evaluate(Call.of(Abi.X86_64, number)));
  }

  @Test
  void theMostRestrictiveActionWinsWhoeverInstalledIt() {
    Policy allows = policy(Action.ALLOW);
    Policy refuses = policy(Action.errno(1));
    assertEquals(Action.errno(1), decide("read", allows, refuses));
    assertEquals(Action.errno(1), decide("read", refuses, allows));
  }

  @Test
  void killingTheProcessWinsOverKillingTheThread() {
    assertEquals(
        Action.KILL_PROCESS,
        decide("read", policy(Action.KILL_PROCESS), policy(Action.KILL_THREAD)));
  }

  @Test
  void ofTwoErrnosThatOfTheFilterInstalledLastCounts() {
    assertEquals(
        Action.errno(38), decide("read", policy(Action.errno(1)), policy(Action.errno(38))));
  }

  @Test
  void callsThatOnlyOneFilterNamesAreDecidedByBoth() {
    Policy first = policy(Action.errno(1), Rule.of(Action.ALLOW, "read", "write"));
    Policy second = policy(Action.ALLOW, Rule.of(Action.trap(0), "write"));
    assertEquals(Action.ALLOW, decide("read", first, second));
    assertEquals(Action.trap(0), decide("write", first, second));
    assertEquals(Action.errno(1), decide("close", first, second));
  }
}
