package callgate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.bpf.Instruction;
import callgate.bpf.Opcode;
import callgate.bpf.Program;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lint looks for ABIs that go around a filter:")
class AbiChecksTest {
  private static final int ALLOW = Action.ALLOW.returnValue();
  private static final int EPERM = Action.errno(1).returnValue();

  /** Denies the x86_64 number of ptrace and lets all else through. */
  private static Program denyPtrace(Instruction... beginning) {
    Instruction[] rest = {
      new Instruction(Opcode.LD_ABS, 0, 0, 0),
      new Instruction(Opcode.JEQ_K, 0, 1, 101),
      new Instruction(Opcode.RET_K, 0, 0, EPERM),
      new Instruction(Opcode.RET_K, 0, 0, ALLOW)
    };
    List<Instruction> all = new java.util.ArrayList<>(List.of(beginning));
    all.addAll(List.of(rest));
    return Program.of(all);
  }

  private static List<Finding> findings(Program program) {
    return Lint.check(Linted.source(program), LintOptions.DEFAULT);
  }

  @Test
  @DisplayName("x32 calls past a filter that denies numbers of x86_64")
  void x32() {
    List<Finding> findings =
        findings(
            denyPtrace(
                new Instruction(Opcode.LD_ABS, 0, 0, 4),
                new Instruction(Opcode.JEQ_K, 1, 0, Abi.X86_64.auditArch()),
                new Instruction(Opcode.RET_K, 0, 0, 0x80000000)));
    assertEquals(
        List.of(
            "filter.bpf: error: 1 x32 call is let through that x86_64 does not get, such as"
                + " ptrace"),
        Linted.texts(Code.X32_OPEN, findings));
    assertEquals(
        List.of("x32: ptrace(0, 0, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.X32_OPEN, findings));
    assertEquals(List.of(), Linted.texts(Code.FOREIGN_OPEN, findings));
  }

  @Test
  @DisplayName("numbers of another ABI where a filter never looks at the ABI")
  void unchecked() {
    List<Finding> findings = findings(denyPtrace());
    assertEquals(
        List.of(
            "filter.bpf: error: 1 x86 call is let through that x86_64 does not get, such as"
                + " ptrace: the ABI is never looked at"),
        Linted.texts(Code.FOREIGN_OPEN, findings));
    assertEquals(
        List.of("x86: ptrace(0, 0, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.FOREIGN_OPEN, findings));
  }

  @Test
  @DisplayName("a foreign action that lets calls through")
  void foreign() {
    assertEquals(
        List.of(
            "policy:3:10: error: 1 x86 call is let through that x86_64 does not get, such as mkdir"),
        Linted.of(
            Code.FOREIGN_OPEN,
            "arches: [x86_64]",
            "default: allow",
            "foreign: allow",
            "errno(EPERM): [mkdir]"));
  }

  @Test
  @DisplayName("nothing where the foreign action denies, but a note about programs that can't run")
  void shut() {
    String[] policy = {"arches: [x86_64]", "default: allow", "errno(EPERM): [mkdir]"};
    assertEquals(List.of(), Linted.of(Code.FOREIGN_OPEN, policy));
    assertEquals(List.of(), Linted.of(Code.X32_OPEN, policy));
    assertEquals(
        List.of("policy:3:10: note: x86 programs can't run: all their calls get KILL_PROCESS"),
        Linted.of(Code.ABI_MISSING, policy));
  }

  @Test
  @DisplayName("64-bit calls past a policy about 32-bit ones")
  void wider() {
    assertEquals(
        List.of(
            "policy:3:10: error: 1 x86_64 call is let through that x86 does not get, such as mkdir"),
        Linted.of(
            Code.FOREIGN_OPEN,
            "arches: [x86]",
            "default: allow",
            "foreign: allow",
            "errno(EPERM): [mkdir]"));
  }

  @Test
  @DisplayName("rules for one ABI that let more through than those for another")
  void difference() {
    String[] policy = {
      "arches: [x86_64, x86, x32]",
      "default: errno(EPERM)",
      "allow:",
      "  - names: [ptrace]",
      "    on: [x86]",
      "  - names: [read]"
    };
    assertEquals(
        List.of("policy:5:5: warning: x86 lets through what x86_64 denies: ptrace"),
        Linted.of(Code.ABI_LOOSER, policy));
    assertEquals(
        List.of("x86: ptrace(0, 0, NULL, 0) gets ALLOW"),
        Linted.witnesses(Code.ABI_LOOSER, policy));
  }

  @Test
  @DisplayName("nothing where ABIs differ only because their arguments do")
  void argumentsDiffer() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.ABI_LOOSER,
            "arches: [x86_64, x86]",
            "default: errno(EPERM)",
            "allow:",
            "  - socket: { family: [1] }",
            "  - names: [read, write]"));
  }

  @Test
  @DisplayName("socketcall past a rule about socket")
  void socketcall() {
    String[] policy = {
      "arches: [x86_64, x86]",
      "default: errno(EPERM)",
      "allow:",
      "  - socketcall",
      "  - socket: { family: [1] }"
    };
    assertEquals(
        List.of(
            "policy:5:5: warning: on x86 socketcall goes around what is said about accept, accept4,"
                + " bind, connect, getpeername, getsockname, getsockopt and 11 more"),
        Linted.of(Code.MULTIPLEXER, policy));
    assertEquals(
        List.of("x86: socketcall(SYS_SOCKET, NULL) gets ALLOW"),
        Linted.witnesses(Code.MULTIPLEXER, policy));
  }

  @Test
  @DisplayName("nothing where socketcall can make allowed calls only")
  void socketcallRestricted() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.MULTIPLEXER,
            "arches: [x86_64, x86]",
            "default: errno(EPERM)",
            "allow:",
            "  - socketcall: arg0 == 3",
            "  - connect"));
  }

  @Test
  @DisplayName("nothing where the calls themselves are younger than the list")
  void ipcOfOldLists() {
    assertEquals(
        List.of(),
        Linted.of(
            Code.MULTIPLEXER,
            "arches: [x86_64, x86]",
            "default: errno(EPERM)",
            "allow:",
            "  - ipc",
            "  - names: [semget, semop, semctl, semtimedop, msgget, msgsnd, msgrcv, msgctl]",
            "    on: [x86_64]",
            "  - names: [shmget, shmat, shmdt, shmctl]",
            "    on: [x86_64]"));
  }

  @Test
  @DisplayName("the number -1, which tracers set, where it kills")
  void skipped() {
    assertEquals(
        List.of("policy:3:10: note: the call number -1 gets KILL_PROCESS on x86_64"),
        Linted.of(
            Code.SKIPPED_CALL,
            "arches: [x86_64]",
            "default: kill",
            "newer: kill",
            "allow: [read]"));
    assertEquals(
        List.of(),
        Linted.of(Code.SKIPPED_CALL, "arches: [x86_64]", "default: errno(EPERM)", "allow: [read]"));
  }

  @Test
  @DisplayName("filters that let everything through")
  void unconfined() {
    assertEquals(
        List.of("policy:2:10: warning: every call is let through"),
        Linted.of(Code.UNCONFINED, "default: allow", "foreign: allow"));
  }
}
