package callgate.format;

import static callgate.format.Policies.decide;
import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What profiles mean to container runtimes. */
class OciFormatTest {
  private static Policy read(ContainerRuntime runtime, String... lines) {
    return Policies.reading(Policies.OPTIONS.withRuntime(runtime), lines).policy();
  }

  private static Policy runc(String... lines) {
    return read(ContainerRuntime.RUNC, lines);
  }

  private static Policy crun(String... lines) {
    return read(ContainerRuntime.CRUN, lines);
  }

  private static String profile(String syscalls) {
    return "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [" + syscalls + "]}";
  }

  private static String args(String name, String action, String args) {
    return "{\"names\": [\""
        + name
        + "\"], \"action\": \"SCMP_ACT_"
        + action
        + "\", \"args\": ["
        + args
        + "]}";
  }

  private static String test(int index, String op, String value) {
    return "{\"index\": " + index + ", \"op\": \"SCMP_CMP_" + op + "\", \"value\": " + value + "}";
  }

  @Test
  void everyActionIsUnderstood() {
    String[] words = {"KILL", "KILL_THREAD", "KILL_PROCESS", "TRAP", "ALLOW", "LOG", "NOTIFY"};
    Action[] actions = {
      Action.KILL_THREAD,
      Action.KILL_THREAD,
      Action.KILL_PROCESS,
      Action.trap(0),
      Action.ALLOW,
      Action.LOG,
      Action.USER_NOTIF
    };
    for (int i = 0; i < words.length; i++) {
      Policy policy = crun("{\"defaultAction\": \"SCMP_ACT_" + words[i] + "\", \"syscalls\": []}");
      assertEquals(actions[i], policy.defaultAction());
    }
  }

  @Test
  void errorsHaveANumberOrPodmansName() {
    assertEquals(Action.errno(1), crun("{\"defaultAction\": \"SCMP_ACT_ERRNO\"}").defaultAction());
    assertEquals(
        Action.errno(38),
        crun("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38}").defaultAction());
    assertEquals(
        Action.errno(13),
        crun(
                "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 38,",
                " \"defaultErrno\": \"EACCES\"}")
            .defaultAction());
    assertEquals(Action.trace(1), crun("{\"defaultAction\": \"SCMP_ACT_TRACE\"}").defaultAction());
  }

  @Test
  void dockerDoesNotKnowPodmansErrors() {
    Reading reading =
        Policies.reading(
            Policies.OPTIONS.withRuntime(ContainerRuntime.DOCKER),
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"EACCES\"}");
    assertEquals(Action.errno(1), reading.policy().defaultAction());
    assertEquals(
        "policy:1:53: warning: $.defaultErrno is Podman's; Docker ignores it and takes"
            + " defaultErrnoRet, or EPERM",
        reading.warnings().getFirst().toString());
  }

  @Test
  void theMachinesOwnAbiIsAlwaysThere() {
    assertEquals(List.of(Abi.X86_64), runc(profile("")).abis());
    assertEquals(
        List.of(Abi.X86_64, Abi.X86),
        runc("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"]}")
            .abis());
  }

  @Test
  void callsOfOtherAbisKillTheThread() {
    assertEquals("KILL_THREAD", decide(runc(profile("")), Abi.X86, "read"));
    assertEquals("KILL_THREAD", decide(crun(profile("")), Abi.X32, "read"));
  }

  @Test
  void runcAnswersEnosysAboveTheLargestNamedCall() {
    Policy policy =
        runc(profile("{\"names\": [\"read\", \"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}"));
    assertEquals(new Newer.Above(Map.of(Abi.X86_64, 83), Action.errno(38)), policy.newer());
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, 82));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, 84));
  }

  @Test
  void aRuleForTheDefaultActionOnlyCountsForThat() {
    Policy policy = runc(profile("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ERRNO\"}"));
    assertEquals(List.of(), policy.rules());
    assertEquals(new Newer.Above(Map.of(Abi.X86_64, 83), Action.errno(38)), policy.newer());
  }

  @Test
  void runcTellsX32FromX86_64ByBit30Alone() {
    Policy policy = runc(profile("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86_64, 0x40000000));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, 0x80000000));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86_64, 0xc0000000));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, -1));
  }

  @Test
  void runcLeavesPermissiveProfilesAlone() {
    for (String action : List.of("ALLOW", "LOG", "TRACE")) {
      Policy policy =
          runc(
              "{\"defaultAction\": \"SCMP_ACT_" + action + "\",",
              "\"syscalls\": [{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_KILL\"}]}");
      assertEquals(new Newer.AsDefault(), policy.newer());
    }
  }

  @Test
  void crunKnowsNoNewerCalls() {
    Policy policy = crun(profile("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}"));
    assertEquals(new Newer.AsDefault(), policy.newer());
  }

  @Test
  void runcAnswersEnosysForNumber0OfS390() {
    Policy policy =
        Policies.reading(
                Policies.OPTIONS.withAbi(Abi.S390X),
                profile("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}"))
            .policy();
    assertEquals("ERRNO(38)", decide(policy, Abi.S390X, 0));
  }

  @Test
  void testsOfOneArgumentTwiceAreJoinedByOr() {
    Policy policy =
        runc(
            profile(
                args(
                    "socket",
                    "ALLOW",
                    test(0, "EQ", "1") + "," + test(0, "EQ", "2") + "," + test(1, "EQ", "3"))));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 9, 3));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 9, 4));
  }

  @Test
  void testsOfDistinctArgumentsMustAllHold() {
    Policy policy =
        runc(profile(args("socket", "ALLOW", test(0, "EQ", "1") + "," + test(1, "GE", "3"))));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1, 3));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 1, 2));
  }

  @Test
  void comparisonsAreOf64Bits() {
    Policy policy = runc(profile(args("socket", "ALLOW", test(0, "NE", "40"))));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 40));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 0x100000028L));
  }

  @Test
  void ofAMaskedComparisonOnlyMaskedBitsCount() {
    String masked = "{\"index\": 0, \"op\": \"SCMP_CMP_MASKED_EQ\", \"value\": 3, \"valueTwo\": 6}";
    Policy policy = runc(profile(args("socket", "ALLOW", masked)));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 2));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 3));
  }

  @Test
  void anUnconditionalRuleDecidesAlone() {
    String conditional = args("socket", "KILL", test(0, "EQ", "1"));
    String unconditional = args("socket", "ALLOW", "");
    String late = args("socket", "TRAP", "");
    Policy policy = runc(profile(conditional + "," + unconditional + "," + late));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 2));
  }

  @Test
  void oldAbisCarrySocketsInSocketcall() {
    Policy policy =
        runc(
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [\"SCMP_ARCH_X86\"],",
            "\"syscalls\": [" + args("socket", "ALLOW", test(0, "EQ", "16")) + "]}");
    assertEquals("ALLOW", decide(policy, Abi.X86, "socketcall", 1));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "socketcall", 2));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "socket", 1));
  }

  @Test
  void unknownNamesAreLeftOutWithAWarning() {
    assertEquals(
        List.of(
            "policy:1:61: warning: no ABI has a call raed; did you mean read?; container runtimes"
                + " leave it out without a word"),
        Policies.warnings(profile("{\"names\": [\"raed\"], \"action\": \"SCMP_ACT_ALLOW\"}")));
  }

  @Test
  void unknownKeysAreShownByTheirPath() {
    assertEquals(
        List.of(
            "policy:3:1: warning: $.syscalls[0].exludes means nothing to a container runtime; did"
                + " you mean excludes?"),
        Policies.warnings(
            "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [",
            "{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\",",
            "\"exludes\": {\"caps\": [\"CAP_SYS_ADMIN\"]}}]}"));
  }

  @Test
  void conditionsOnTheSurroundingsAreAnswered() {
    String[] lines = {
      "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [",
      "{\"names\": [\"chroot\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"caps\": [\"CAP_SYS_CHROOT\"]}},",
      "{\"names\": [\"mount\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"caps\": [\"CAP_SYS_CHROOT\", \"CAP_SYS_ADMIN\"]}},",
      "{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"excludes\": {\"caps\": [\"CAP_SYS_CHROOT\", \"CAP_SYS_ADMIN\"]}},",
      "{\"names\": [\"ptrace\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"minKernel\": \"4.8\"}},",
      "{\"names\": [\"kcmp\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"minKernel\": \"6.13\"}},",
      "{\"names\": [\"iopl\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"arches\": [\"amd64\"]}},",
      "{\"names\": [\"ioperm\"], \"action\": \"SCMP_ACT_ALLOW\",",
      " \"includes\": {\"arches\": [\"x32\"]}}]}"
    };
    Policy docker = read(ContainerRuntime.DOCKER, lines);
    assertEquals("ALLOW", decide(docker, Abi.X86_64, "chroot"));
    assertEquals("ERRNO(1)", decide(docker, Abi.X86_64, "mount"));
    assertEquals("ERRNO(38)", decide(docker, Abi.X86_64, "bpf"));
    assertEquals("ALLOW", decide(docker, Abi.X86_64, "ptrace"));
    assertEquals("ERRNO(38)", decide(docker, Abi.X86_64, "kcmp"));
    assertEquals("ALLOW", decide(docker, Abi.X86_64, "iopl"));
    assertEquals("ERRNO(38)", decide(docker, Abi.X86_64, "ioperm"));
    Policy podman = read(ContainerRuntime.PODMAN, lines);
    assertEquals("ALLOW", decide(podman, Abi.X86_64, "kcmp"));
  }

  @Test
  void theRowOfTheMachineCounts() {
    String[] lines = {
      "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"archMap\": [",
      "{\"architecture\": \"SCMP_ARCH_AARCH64\", \"subArchitectures\": [\"SCMP_ARCH_ARM\"]},",
      "{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X32\"]}]}"
    };
    assertEquals(List.of(Abi.X86_64, Abi.X32), runc(lines).abis());
    assertEquals(
        List.of(Abi.AARCH64, Abi.ARM),
        Policies.reading(Policies.OPTIONS.withAbi(Abi.AARCH64), lines).policy().abis());
    assertEquals(
        List.of(Abi.RISCV64),
        Policies.reading(Policies.OPTIONS.withAbi(Abi.RISCV64), lines).policy().abis());
  }

  @Test
  void withoutFlagsRuntimesSetOne() {
    assertEquals(Set.of(FilterFlag.SPEC_ALLOW), runc(profile("")).flags());
    String none = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": []}";
    assertEquals(Set.of(), runc(none).flags());
    assertEquals(Set.of(FilterFlag.SPEC_ALLOW), read(ContainerRuntime.DOCKER, none).flags());
    assertEquals(
        Set.of(FilterFlag.LOG),
        runc(
                "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": [\"SECCOMP_FILTER_FLAG_LOG\",",
                " \"SECCOMP_FILTER_FLAG_TSYNC\"]}")
            .flags());
  }

  @Test
  void theOldFormatIsUnderstood() {
    Policy policy =
        runc(profile("{\"name\": \"mkdir\", \"action\": \"SCMP_ACT_ALLOW\", \"args\": null}"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mkdir"));
  }

  @Test
  void aWholeConfigOfARuntimeIsUnderstood() {
    Policy policy =
        runc(
            "{\"ociVersion\": \"1.0.2\", \"linux\": {\"seccomp\":",
            profile("{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\"}"),
            "}}");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mkdir"));
  }

  @Test
  void commentsBecomeReasons() {
    Policy policy =
        runc(
            profile(
                "{\"names\": [\"mkdir\"], \"action\": \"SCMP_ACT_ALLOW\", \"comment\": \"logs\"}"));
    assertEquals("logs", policy.rules().getFirst().reason());
  }

  @Test
  void oldRuncAnswersNewerCallsOnNamedAbisOnly() {
    String unnamed = profile("{\"names\": [\"write\"], \"action\": \"SCMP_ACT_ALLOW\"}");
    assertEquals("ERRNO(38)", decide(runc(unnamed), Abi.X86_64, 500));
    assertEquals("ERRNO(1)", decide(read(ContainerRuntime.RUNC_1_1, unnamed), Abi.X86_64, 500));
    String named =
        unnamed.replace("\"syscalls\"", "\"architectures\": [\"SCMP_ARCH_X86_64\"], \"syscalls\"");
    assertEquals("ERRNO(38)", decide(read(ContainerRuntime.RUNC_1_1, named), Abi.X86_64, 500));
  }

  @Test
  void valuesOfOneArgumentAreMeantAsAlternatives() {
    assertEquals(
        List.of(),
        Policies.warnings(
            profile(args("socket", "ALLOW", test(0, "EQ", "1") + ", " + test(0, "EQ", "2")))));
  }

  @Test
  void whatRuntimesChangeIsSaid() {
    assertEquals(
        List.of(
            "policy:1:50: warning: two tests here are about the same argument, so that container"
                + " runtimes take this rule where any of its tests holds, not all"),
        Policies.warnings(
            profile(args("personality", "ALLOW", test(0, "GE", "1") + ", " + test(0, "LE", "8")))));
    assertEquals(
        List.of(
            "policy:1:50: warning: container runtimes leave this out, since its action is the"
                + " default one; other rules decide on read"),
        Policies.warnings(
            profile(
                "{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ERRNO\"},"
                    + " {\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\"}")));
  }
}
