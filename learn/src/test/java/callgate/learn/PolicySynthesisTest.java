package callgate.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.decision.Call;
import callgate.decision.PolicyEvaluator;
import callgate.format.Formats;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;

final class PolicySynthesisTest {
  private static final KernelVersion KERNEL = new KernelVersion(6, 12);
  private static final Action EPERM = Action.errno(1);
  private static final Action ENOSYS = Action.errno(38);

  @BeforeAll
  static void needsTables() {
    assumeTrue(Abi.host() == Abi.X86_64, "written for x86_64");
  }

  private static Observation seen(Abi abi, String name, SeenValues... values) {
    return new Observation(
        abi,
        Syscalls.number(abi, name).orElseThrow(),
        values.length == 0 ? 1 : values[0].total(),
        new Occurrence(Occurrence.NO_TIME, "a.log", 7, 1, "/bin/ls", ""),
        List.of(values));
  }

  private static SeenValues values(int argument, long... values) {
    TreeMap<Long, Long> counts = new TreeMap<>(Long::compareUnsigned);
    for (long value : values) {
      counts.merge(value, 1L, Long::sum);
    }
    return new SeenValues(argument, values.length, counts);
  }

  private static Evidence evidence(Observation... observations) {
    EvidenceBuilder builder = new EvidenceBuilder();
    List.of(observations).forEach(builder::add);
    return builder.build();
  }

  private static Policy policy(Observation... observations) {
    return PolicySynthesis.of(evidence(observations), "learned", true, KERNEL).policy();
  }

  private static Action decide(Policy policy, Abi abi, String name, long... arguments) {
    return PolicyEvaluator.decide(
        policy, Call.of(abi, Syscalls.number(abi, name).orElseThrow(), arguments));
  }

  @org.junit.jupiter.api.Test
  void whatWasSeenIsAllowedAndNothingElse() {
    Policy policy = policy(seen(Abi.X86_64, "read"), seen(Abi.X86_64, "getpid"));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "read"));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "getpid"));
    assertEquals(EPERM, decide(policy, Abi.X86_64, "write"));
    assertEquals(Action.KILL_PROCESS, decide(policy, Abi.X86, "read"));
    assertEquals(Action.KILL_PROCESS, decide(policy, Abi.X32, "read"));
  }

  @org.junit.jupiter.api.Test
  void callsNewerThanTheKernelOfTheEvidenceAreUnknownToIt() {
    Policy policy = policy(seen(Abi.X86_64, "read"));
    assertEquals(new Newer.Since(KERNEL, ENOSYS), policy.newer());
    assertEquals(ENOSYS, decide(policy, Abi.X86_64, "setxattrat"));
    assertEquals(EPERM, decide(policy, Abi.X86_64, "mseal"));
  }

  @org.junit.jupiter.api.Test
  void whatEveryProgramNeedsIsAllowedThoughOneRunDidNotShowIt() {
    Policy policy = policy(seen(Abi.X86_64, "read"), seen(Abi.X86, "read"));
    for (String name : List.of("exit", "exit_group", "rt_sigreturn", "restart_syscall", "execve")) {
      assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, name), name);
    }
    assertEquals(Action.ALLOW, decide(policy, Abi.X86, "sigreturn"));
    assertEquals(EPERM, decide(policy, Abi.X86, "execve"));
  }

  @org.junit.jupiter.api.Test
  void aCallIsAllowedOnTheAbisThatItWasSeenOn() {
    Policy policy =
        policy(seen(Abi.X86_64, "read"), seen(Abi.X86, "mmap2"), seen(Abi.X86, "getpid"));
    assertEquals(List.of(Abi.X86_64, Abi.X86), policy.abis());
    assertEquals(EPERM, decide(policy, Abi.X86, "read"));
    assertEquals(EPERM, decide(policy, Abi.X86_64, "getpid"));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86, "mmap2"));
  }

  @org.junit.jupiter.api.Test
  void commandsAreAllowedThatWereSeen() {
    Policy policy = policy(seen(Abi.X86_64, "ioctl", values(1, 0x5401, 0x5413, 0x5401)));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "ioctl", 9, 0x5401));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "ioctl", 9, 0x5413));
    assertEquals(EPERM, decide(policy, Abi.X86_64, "ioctl", 9, 0x5412));
    assertEquals(
        Action.ALLOW,
        decide(policy, Abi.X86_64, "ioctl", 9, 0xdead_0000_5401L),
        "the kernel reads 32 bits of the command, so the other bits don't count");
  }

  @org.junit.jupiter.api.Test
  void flagsAreAllowedInEveryCombinationOfBitsThatWereSeen() {
    Policy policy = policy(seen(Abi.X86_64, "mmap", values(2, 0x1, 0x2)));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "mmap", 0, 4096, 0x3));
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "mmap", 0, 4096, 0));
    assertEquals(EPERM, decide(policy, Abi.X86_64, "mmap", 0, 4096, 0x4));
  }

  @org.junit.jupiter.api.Test
  void argumentsAreNotTestedWhenSomeCallsWereNotRead() {
    Observation read = seen(Abi.X86_64, "ioctl", values(1, 0x5401));
    Evidence evidence = evidence(read).merge(evidence(seen(Abi.X86_64, "ioctl")));
    Policy policy = PolicySynthesis.of(evidence, "learned", true, KERNEL).policy();
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "ioctl", 9, 0x5412));
  }

  @org.junit.jupiter.api.Test
  void argumentsAreNotTestedUnlessAskedFor() {
    Evidence evidence = evidence(seen(Abi.X86_64, "ioctl", values(1, 0x5401)));
    Policy policy = PolicySynthesis.of(evidence, "learned", false, KERNEL).policy();
    assertEquals(Action.ALLOW, decide(policy, Abi.X86_64, "ioctl", 9, 0x5412));
  }

  @org.junit.jupiter.api.Test
  void aNumberWithoutANameIsLeftOutAndReported() {
    Observation unknown =
        new Observation(
            Abi.X86_64,
            999,
            1,
            new Occurrence(Occurrence.NO_TIME, "a.log", 3, 1, "", ""),
            List.of());
    PolicySynthesis.Result result =
        PolicySynthesis.of(evidence(unknown, seen(Abi.X86_64, "read")), "learned", false, KERNEL);
    assertEquals(
        List.of(
            "call number 999 of x86_64 has no name in Callgate's tables and is left out (a.log:3)"),
        result.notes());
    assertEquals(ENOSYS, PolicyEvaluator.decide(result.policy(), Call.of(Abi.X86_64, 999)));
  }

  @org.junit.jupiter.api.Test
  void thePolicyIsWrittenOneCallALineWithWhereItWasSeen() {
    Policy policy = policy(seen(Abi.X86_64, "read"), seen(Abi.X86, "mmap2"));
    assertEquals(
        """
        callgate: 1
        arches: [x86_64, x86]
        default: errno(EPERM)
        newer: errno(ENOSYS)
        kernel: 6.12

        allow:
          - execve: { on: [x86_64] }            # the program is executed under the filter
          - exit                                # ends a thread
          - exit_group                          # ends the program
          - mmap2                               # a.log:7
          - read: { on: [x86_64] }              # a.log:7
          - restart_syscall                     # goes on with a sleep that a stop interrupted
          - rt_sigreturn                        # returns from a signal handler
          - sigreturn                           # returns from a signal handler
        """,
        Formats.named("callgate").orElseThrow().write(policy, WriteOptions.DEFAULT).text());
  }

  private static Policy base(Rule... rules) {
    return new Policy(
        "base",
        List.of(Abi.X86_64),
        EPERM,
        Action.KILL_PROCESS,
        new Newer.Since(KERNEL, ENOSYS),
        Set.of(),
        List.of(rules));
  }

  private static Rule socket(Action action, long domain) {
    return Rule.of(action, "socket").when(Test.of(0, Op.EQ, domain));
  }

  @org.junit.jupiter.api.Test
  void aBaseGetsWhatItLacks() {
    Policy base =
        base(
            Rule.of(Action.ALLOW, "read", "exit", "exit_group", "rt_sigreturn", "restart_syscall"),
            Rule.of(Action.ALLOW, "execve"));
    PolicySynthesis.Result extended =
        PolicySynthesis.extend(
            base, evidence(seen(Abi.X86_64, "read"), seen(Abi.X86_64, "getpid")), false);
    assertEquals(3, extended.policy().rules().size());
    assertEquals(Action.ALLOW, decide(extended.policy(), Abi.X86_64, "getpid"));
    assertEquals(EPERM, decide(extended.policy(), Abi.X86_64, "write"));
    assertEquals(List.of(), extended.notes());
  }

  @org.junit.jupiter.api.Test
  void whatABaseRefusesStaysRefused() {
    PolicySynthesis.Result extended =
        PolicySynthesis.extend(
            base(Rule.of(Action.KILL_PROCESS, "ptrace")),
            evidence(seen(Abi.X86_64, "ptrace")),
            false);
    assertEquals(Action.KILL_PROCESS, decide(extended.policy(), Abi.X86_64, "ptrace"));
    assertEquals(
        List.of("ptrace on x86_64: the base refuses some of what was seen; it stays so"),
        extended.notes());
  }

  @org.junit.jupiter.api.Test
  void theConditionsOfABaseStayWhenNothingIsKnownAboutArguments() {
    PolicySynthesis.Result extended =
        PolicySynthesis.extend(
            base(socket(Action.ALLOW, 1)), evidence(seen(Abi.X86_64, "socket")), false);
    assertEquals(EPERM, decide(extended.policy(), Abi.X86_64, "socket", 2));
    assertEquals(
        List.of(
            "socket on x86_64: the base has conditions that stay as they are, since arguments were"
                + " not recorded (--args values)"),
        extended.notes());
  }

  @org.junit.jupiter.api.Test
  void theConditionsOfABaseAreWidenedByTheValuesThatWereSeen() {
    PolicySynthesis.Result extended =
        PolicySynthesis.extend(
            base(socket(Action.ALLOW, 1)),
            evidence(seen(Abi.X86_64, "socket", values(0, 2))),
            true);
    assertEquals(Action.ALLOW, decide(extended.policy(), Abi.X86_64, "socket", 1));
    assertEquals(Action.ALLOW, decide(extended.policy(), Abi.X86_64, "socket", 2));
    assertEquals(EPERM, decide(extended.policy(), Abi.X86_64, "socket", 16));
    assertEquals(List.of(), extended.notes());
  }

  @org.junit.jupiter.api.Test
  void anAbiThatABaseLacksGetsNoneOfItsRules() {
    PolicySynthesis.Result extended =
        PolicySynthesis.extend(
            base(Rule.of(Action.ALLOW, "read", "write")), evidence(seen(Abi.X86, "read")), false);
    assertTrue(extended.policy().abis().contains(Abi.X86));
    assertEquals(Action.ALLOW, decide(extended.policy(), Abi.X86, "read"));
    assertEquals(EPERM, decide(extended.policy(), Abi.X86, "write"));
    assertFalse(extended.policy().rules().isEmpty());
    assertEquals(Condition.ALWAYS, extended.policy().rules().getFirst().condition());
  }
}
