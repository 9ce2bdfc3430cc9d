package callgate.format;

import static callgate.format.Policies.decide;
import static callgate.format.Policies.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallgateFormatTest {
  private static Policy allowing(String... entries) {
    return read(
        "callgate: 1",
        "arches: [x86_64, x86]",
        "default: errno(EPERM)",
        "allow:",
        String.join("\n", entries));
  }

  @Test
  void sectionsGiveActionsToCalls() {
    Policy policy =
        read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [read, write]",
            "log: [open]",
            "notify: [mount]",
            "errno(ENOSYS): [clone3]",
            "errno(4000): [creat]",
            "trap(7): [kill]",
            "trace: [fork]",
            "kill_thread: [vfork]",
            "kill: [ptrace]");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "write"));
    assertEquals("LOG", decide(policy, Abi.X86_64, "open"));
    assertEquals("USER_NOTIF", decide(policy, Abi.X86_64, "mount"));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, "clone3"));
    assertEquals("ERRNO(4000)", decide(policy, Abi.X86_64, "creat"));
    assertEquals("TRAP(7)", decide(policy, Abi.X86_64, "kill"));
    assertEquals("TRACE(0)", decide(policy, Abi.X86_64, "fork"));
    assertEquals("KILL_THREAD", decide(policy, Abi.X86_64, "vfork"));
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "close"));
  }

  @Test
  void whatIsNotSaidHasADefault() {
    Policy policy = read("callgate: 1", "arches: [x86_64]", "default: errno(EPERM)");
    assertEquals(Action.KILL_PROCESS, policy.foreignAction());
    assertEquals(
        new Newer.Since(callgate.syscall.Syscalls.newest(), Action.errno(38)), policy.newer());
    assertEquals(Set.of(), policy.flags());
  }

  @Test
  void newerCallsAreLetThroughWhereAllAre() {
    assertEquals(new Newer.AsDefault(), read("callgate: 1", "default: allow").newer());
  }

  @Test
  void theHeaderSaysAllThatAPolicyHas() {
    Policy policy =
        read(
            "callgate: 1",
            "arches: [aarch64, arm]",
            "default: kill",
            "foreign: kill_thread",
            "newer: errno(ENOSYS)",
            "kernel: 6.10",
            "flags: [log, wait_killable_recv]");
    assertEquals(List.of(Abi.AARCH64, Abi.ARM), policy.abis());
    assertEquals(Action.KILL_PROCESS, policy.defaultAction());
    assertEquals(Action.KILL_THREAD, policy.foreignAction());
    assertEquals(new Newer.Since(new KernelVersion(6, 10), Action.errno(38)), policy.newer());
    assertEquals(Set.of(FilterFlag.LOG, FilterFlag.WAIT_KILLABLE_RECV), policy.flags());
  }

  @Test
  void newerCallsCanBeThoseAboveANumber() {
    Policy policy =
        read(
            "callgate: 1",
            "arches: [x86_64, x32]",
            "default: errno(EPERM)",
            "newer: { action: errno(ENOSYS), above: { x86_64: 451, x32: 0x400001c3 } }");
    assertEquals(
        new Newer.Above(Map.of(Abi.X86_64, 451, Abi.X32, 0x400001c3), Action.errno(38)),
        policy.newer());
  }

  @Test
  void newerCallsCanBeThoseAboveTheNamedOnes() {
    Policy policy =
        read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "newer: { action: errno(ENOSYS), above: named }",
            "allow: [read, mkdir]");
    assertEquals(new Newer.Above(Map.of(Abi.X86_64, 83), Action.errno(38)), policy.newer());
  }

  @Test
  void theMachineCanChooseTheAbis() {
    String[] lines = {
      "callgate: 1", "arches: { x86_64: [x86], aarch64: [arm] }", "default: errno(EPERM)"
    };
    assertEquals(List.of(Abi.X86_64, Abi.X86), read(lines).abis());
    assertEquals(
        List.of(Abi.RISCV64),
        Policies.reading(Policies.OPTIONS.withAbi(Abi.RISCV64), lines).policy().abis());
  }

  @Test
  void anArgumentMayHaveOneOfSomeValues() {
    Policy policy = allowing("  - ioctl: { arg1: [0x5401, 0x5413] }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "ioctl", 7, 0x5401));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "ioctl", 7, 0x5413));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "ioctl", 7, 0x5402));
  }

  @Test
  void allArgumentsOfAnEntryMustFit() {
    Policy policy = allowing("  - socket: { arg0: 1, arg1: [1, 2] }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1, 2));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 2, 2));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "socket", 1, 3));
  }

  @Test
  void aValueCanBeTheRestOfAComparison() {
    Policy policy = allowing("  - lseek: { arg1: \">= 5\", arg2: \"!= 1\", arg3: \"& 3 == 2\" }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "lseek", 0, 5, 0, 6));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "lseek", 0, 4, 0, 6));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "lseek", 0, 5, 1, 6));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "lseek", 0, 5, 0, 7));
  }

  @Test
  void aFormulaSaysAnythingElse() {
    Policy policy = allowing("  - mmap: \"(arg2 & (2|4)) != (2|4) && !(arg3 == 1 || arg3 == 2)\"");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mmap", 0, 0, 2, 3));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0, 0, 6, 3));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0, 0, 2, 1));
  }

  @Test
  void aFormulaComparesFromBothSides() {
    Policy policy = allowing("  - mmap: 0x10 <= arg1 && 0b111 > arg2 && 010 == arg3");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mmap", 0, 0x10, 6, 8));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0, 0xf, 6, 8));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0, 0x10, 7, 8));
  }

  @Test
  void aWidthCanBeAskedFor() {
    Policy policy = allowing("  - mmap: arg0:64 == 1 && arg1:32 == 1");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mmap", 1, 0x700000001L));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0x700000001L, 1));
  }

  @Test
  void onAbisWith32BitsTheHighHalfNeverCounts() {
    Policy policy = allowing("  - mmap: arg0:64 == 1");
    assertEquals("ALLOW", decide(policy, Abi.X86, "mmap", 0x700000001L));
  }

  @Test
  void aNegativeNumberHasAllHighBits() {
    Policy policy = allowing("  - mmap: { arg0: -1, arg4:32: -100 }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "mmap", -1, 0, 0, 0, 0xffffff9cL));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap", 0xffffffffL, 0, 0, 0, 0xffffff9cL));
  }

  @Test
  void whereACallComesFromCanBeTested() {
    Policy policy = allowing("  - mmap: ip >= 0x7f0000000000");
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap"));
  }

  @Test
  void anEntryCanBeAboutSomeAbisOnly() {
    Policy policy =
        allowing("  - mmap: { on: [x86] }", "  - socket: { on: [x86_64], when: arg0 == 1 }");
    assertEquals("ALLOW", decide(policy, Abi.X86, "mmap"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mmap"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 1));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86, "socket", 1));
  }

  @Test
  void anEntryCanBeAboutSeveralNames() {
    Policy policy = allowing("  - { names: [chown, lchown], when: arg1 == 0 }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "lchown"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "lchown", 0, 1));
    assertEquals(1, policy.rules().size());
  }

  @Test
  void anEntryCanBeAboutNumbers() {
    Policy policy =
        allowing("  - { numbers: 1000-1002 }", "  - { numbers: 2000, when: arg0 == 1 }");
    assertEquals("ALLOW", decide(policy, Abi.X86_64, 1002));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, 1003));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, 2000, 1));
  }

  @Test
  void whereOrderCountsTheFirstDecides() {
    Policy policy =
        read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "allow: [read]",
            "ordered:",
            "  - kill: [ { socket: arg0 == 1 } ]",
            "  - allow: [ socket ]");
    assertEquals("KILL_PROCESS", decide(policy, Abi.X86_64, "socket", 1));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "socket", 2));
  }

  @Test
  void commentsAndReasonsAreKept() {
    Policy policy =
        allowing("  - read     # everybody does", "  - { names: [mmap], reason: \"for memory\" }");
    assertEquals("everybody does", policy.rules().get(0).reason());
    assertEquals("for memory", policy.rules().get(1).reason());
  }

  @Test
  void rulesKnowWhereTheyStand() {
    assertEquals("policy:5:5", allowing("  - read").rules().getFirst().position().toString());
  }

  @Test
  void partsCanDependOnTheSurroundings() {
    String[] lines = {
      "callgate: 1",
      "arches: [x86_64]",
      "default: errno(EPERM)",
      "given:",
      "  - { caps: [CAP_SYS_CHROOT], allow: [chroot] }",
      "  - { caps: [sys_admin], allow: [mount] }",
      "  - { without_caps: [CAP_SYS_ADMIN, CAP_BPF], errno(ENOSYS): [bpf] }",
      "  - { kernel: 4.8, allow: [ptrace] }",
      "  - { kernel: 6.13, allow: [kcmp] }",
      "  - { hosts: [x86_64], allow: [iopl] }",
      "  - { not_hosts: [x86_64], allow: [ioperm] }",
    };
    Policy policy = read(lines);
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "chroot"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "mount"));
    assertEquals("ERRNO(38)", decide(policy, Abi.X86_64, "bpf"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "kcmp"));
    assertEquals("ALLOW", decide(policy, Abi.X86_64, "iopl"));
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "ioperm"));
  }

  @Test
  void aPolicyExtendsAnother() {
    Policy policy = read("callgate: 1", "extends: builtin:unconfined", "errno(EPERM): [ptrace]");
    assertEquals("ERRNO(1)", decide(policy, Abi.X86_64, "ptrace"));
    assertEquals("ALLOW", decide(policy, Abi.X86, "read"));
  }

  @Test
  void commentsAboveAnEntryAreItsReason() {
    Policy policy =
        Policies.read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: errno(EPERM)",
            "# about nothing",
            "",
            "allow:",
            "  # its configuration,",
            "  # and its log",
            "  - openat",
            "  - read",
            "",
            "# never needed",
            "kill: [ptrace]");
    assertEquals(
        List.of("its configuration, and its log", "", "never needed"),
        policy.rules().stream().map(Rule::reason).toList());
  }

  @Test
  void longReasonsStandAbove() {
    String reason = "a ".repeat(40) + "reason";
    Policy policy =
        Policies.read(
            "callgate: 1",
            "arches: [x86_64]",
            "default: allow",
            "kill:",
            "  # " + reason,
            "  - bpf");
    String text =
        Formats.named("callgate").orElseThrow().write(policy, WriteOptions.DEFAULT).text();
    assertTrue(text.endsWith("\nkill_process:\n  # " + reason + "\n  - bpf\n"), text);
    assertEquals(reason, Policies.read(text).rules().getFirst().reason());
  }
}
