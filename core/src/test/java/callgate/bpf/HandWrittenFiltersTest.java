package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Width;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Programs in the manner of those that sandboxes and tools install, decompiled. */
class HandWrittenFiltersTest {
  private static final int NUMBER = 0;
  private static final int ARCH = 4;
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int TRAP = 0x00030000;
  private static final int EPERM = 0x00050001;
  private static final int ENOSYS = 0x00050026;

  private final List<Instruction> code = new ArrayList<>();

  private static int low(int argument) {
    return 16 + 8 * argument;
  }

  private static int high(int argument) {
    return low(argument) + 4;
  }

  private HandWrittenFiltersTest then(Opcode opcode, int k) {
    code.add(Instruction.of(opcode, k));
    return this;
  }

  private HandWrittenFiltersTest test(Opcode opcode, int k, int jt, int jf) {
    code.add(Instruction.branch(opcode, k, jt, jf));
    return this;
  }

  /** Kills calls of other ABIs than x86_64, and loads the number. */
  private HandWrittenFiltersTest onX8664() {
    return then(Opcode.LD_ABS, ARCH)
        .test(Opcode.JEQ_K, Abi.X86_64.auditArch(), 1, 0)
        .then(Opcode.RET_K, KILL)
        .then(Opcode.LD_ABS, NUMBER);
  }

  private Meaning meaning(Diagrams diagrams) {
    return SymbolicExecution.of(Program.of(code), diagrams);
  }

  /** {@return the policy, compiled again and proven equal} */
  private Policy decompiled() {
    Meaning meaning = meaning(new Diagrams());
    Policy policy = Decompiler.decompile(meaning, "filter");
    assertEquals(meaning, PolicyMeaning.of(policy, meaning.diagrams()));
    Program again = FilterCompiler.compile(policy).program();
    assertEquals(meaning, SymbolicExecution.of(again, meaning.diagrams()));
    return policy;
  }

  private static Rule rule(Action action, Condition condition, String... names) {
    List<Calls> calls = Stream.of(names).<Calls>map(Calls.Named::new).toList();
    return new Rule(calls, List.of(), action, condition, Position.of("filter"), "");
  }

  private static Condition test(int argument, Op op, long value) {
    return Condition.Test.of(argument, op, value);
  }

  @Test
  void rangesOfNumbersThatPassBecomeNames() {
    onX8664()
        .test(Opcode.JGE_K, 0x40000000, 2, 0)
        .test(Opcode.JGE_K, 3, 1, 0)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, KILL);
    assertEquals(
        List.of(rule(Action.ALLOW, Condition.ALWAYS, "open", "read", "write")),
        decompiled().rules());
  }

  @Test
  void anyOfSeveralBitsIsOneMaskedTest() {
    onX8664()
        .test(Opcode.JEQ_K, 56, 0, 3)
        .then(Opcode.LD_ABS, low(0))
        .test(Opcode.JSET_K, 0x7e020000, 1, 0)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, KILL);
    Condition noNamespaces = new Condition.Test(0, Op.EQ, 0, 0x7e020000, Width.AUTO);
    assertEquals(List.of(rule(Action.ALLOW, noNamespaces, "clone")), decompiled().rules());
  }

  @Test
  void bothHalvesOfAnArgumentBecomeOneComparisonOfAllItsBits() {
    onX8664()
        .test(Opcode.JEQ_K, 9, 0, 6)
        .then(Opcode.LD_ABS, high(1))
        .test(Opcode.JGT_K, 1, 4, 0)
        .test(Opcode.JEQ_K, 1, 0, 2)
        .then(Opcode.LD_ABS, low(1))
        .test(Opcode.JGT_K, 0x2000, 1, 0)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, KILL);
    assertEquals(
        List.of(rule(Action.ALLOW, test(1, Op.LE, 0x100002000L), "mmap")), decompiled().rules());
  }

  @Test
  void theLowHalfOfAWideArgumentIsComparedAtThirtyTwoBits() {
    onX8664()
        .test(Opcode.JEQ_K, 9, 0, 2)
        .then(Opcode.LD_ABS, low(0))
        .test(Opcode.JEQ_K, 0, 1, 0)
        .then(Opcode.RET_K, KILL)
        .then(Opcode.RET_K, ALLOW);
    Condition low = new Condition.Test(0, Op.EQ, 0, -1, Width.BITS_32);
    assertEquals(List.of(rule(Action.ALLOW, low, "mmap")), decompiled().rules());
  }

  /** As Chromium does: what is no valid 32-bit argument is trapped. */
  @Test
  void aSignExtendedArgumentIsTold() {
    onX8664()
        .test(Opcode.JEQ_K, 41, 0, 9)
        .then(Opcode.LD_ABS, high(0))
        .test(Opcode.JEQ_K, 0, 4, 0)
        .test(Opcode.JEQ_K, -1, 0, 2)
        .then(Opcode.LD_ABS, low(0))
        .test(Opcode.JSET_K, 0x80000000, 2, 0)
        .then(Opcode.RET_K, TRAP)
        .then(Opcode.LD_ABS, low(0))
        .test(Opcode.JEQ_K, 1, 0, 1)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, EPERM);
    Condition one = new Condition.Test(0, Op.EQ, 1, -1, Width.BITS_64);
    Condition notValid =
        new Condition.All(
            List.of(
                new Condition.Test(0, Op.GE, 0x100000000L, -1, Width.BITS_64),
                new Condition.Test(0, Op.LT, 0xffffffff80000000L, -1, Width.BITS_64)));
    Policy policy = decompiled();
    assertEquals(Action.errno(1), policy.defaultAction());
    assertEquals(one, policy.rules().getFirst().condition());
    assertEquals(notValid, policy.rules().getLast().condition());
  }

  /** As strace --seccomp-bpf does: an array of bits, a word of it for each 32 numbers. */
  @Test
  void anArrayOfBitsIsTheCallsThatItHolds() {
    onX8664()
        .test(Opcode.JGE_K, 0x40000000, 14, 0)
        .then(Opcode.ST, 0)
        .then(Opcode.AND_K, 31)
        .then(Opcode.TAX, 0)
        .then(Opcode.LD_IMM, 1)
        .then(Opcode.LSH_X, 0)
        .then(Opcode.TAX, 0)
        .then(Opcode.LD_MEM, 0)
        .then(Opcode.RSH_K, 5)
        .test(Opcode.JEQ_K, 0, 2, 0)
        .test(Opcode.JEQ_K, 1, 3, 0)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.LD_IMM, 0b1011)
        .then(Opcode.JA, 1)
        .then(Opcode.LD_IMM, 1 << 9)
        .test(Opcode.JSET_X, 0, 0, 1)
        .then(Opcode.RET_K, 0x7ff00000)
        .then(Opcode.RET_K, ALLOW);
    Policy policy = decompiled();
    assertEquals(Action.ALLOW, policy.defaultAction());
    Rule rule = policy.rules().getFirst();
    assertEquals(Action.trace(0), rule.action());
    assertEquals(List.of(Abi.X86_64), rule.abis());
    assertEquals(
        Stream.of("close", "read", "socket", "write").map(Calls.Named::new).toList(), rule.calls());
  }

  @Test
  void scratchMemoryKeepsTheNumberWhileArgumentsAreTested() {
    onX8664()
        .then(Opcode.ST, 3)
        .then(Opcode.LD_ABS, high(2))
        .test(Opcode.JEQ_K, 0, 1, 0)
        .then(Opcode.RET_K, TRAP)
        .then(Opcode.LDX_MEM, 3)
        .then(Opcode.TXA, 0)
        .test(Opcode.JEQ_K, 0, 0, 1)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, EPERM);
    Policy policy = decompiled();
    assertEquals(List.of(Abi.X86_64, Abi.X32), policy.abis());
    assertEquals(Action.errno(1), policy.defaultAction());
  }

  @Test
  void theUpperHalfThatAThirtyTwoBitAbiDoesNotHaveCanBeTested() {
    then(Opcode.LD_ABS, ARCH)
        .test(Opcode.JEQ_K, Abi.X86.auditArch(), 1, 0)
        .then(Opcode.RET_K, KILL)
        .then(Opcode.LD_ABS, NUMBER)
        .test(Opcode.JEQ_K, 3, 0, 2)
        .then(Opcode.LD_ABS, high(2))
        .test(Opcode.JEQ_K, 0, 1, 0)
        .then(Opcode.RET_K, EPERM)
        .then(Opcode.RET_K, ALLOW);
    Policy policy = decompiled();
    Condition small = new Condition.Test(2, Op.LT, 0x100000000L, -1, Width.WHOLE);
    assertEquals(List.of(rule(Action.ALLOW, small, "read")), policy.rules());
  }

  @Test
  void arithmeticOnAnArgumentIsExact() {
    onX8664()
        .test(Opcode.JEQ_K, 41, 0, 4)
        .then(Opcode.LD_ABS, low(1))
        .then(Opcode.AND_K, 0xf)
        .then(Opcode.SUB_K, 1)
        .test(Opcode.JGT_K, 1, 0, 1)
        .then(Opcode.RET_K, EPERM)
        .then(Opcode.RET_K, ALLOW);
    Policy policy = decompiled();
    assertEquals(Action.errno(1), policy.defaultAction());
    Condition type =
        new Condition.Any(
            List.of(
                new Condition.Test(1, Op.EQ, 1, 0xf, Width.AUTO),
                new Condition.Test(1, Op.EQ, 2, 0xf, Width.AUTO)));
    assertEquals(type, policy.rules().getFirst().condition());
  }

  @Test
  void callsAboveAKnownOneAreNewer() {
    onX8664()
        .test(Opcode.JGT_K, 0x3fffffff, 4, 0)
        .test(Opcode.JGT_K, 462, 2, 0)
        .test(Opcode.JEQ_K, 0, 0, 2)
        .then(Opcode.RET_K, ALLOW)
        .then(Opcode.RET_K, ENOSYS)
        .then(Opcode.RET_K, KILL);
    Policy policy = decompiled();
    assertEquals(Action.KILL_PROCESS, policy.defaultAction());
    assertEquals(
        "Since[kernel=6.11, action=ERRNO(38)]", policy.newer().toString(), policy.toString());
  }

  @Test
  void aFilterThatNeverLooksAtTheAbiIsNoPolicy() {
    then(Opcode.LD_ABS, NUMBER)
        .test(Opcode.JEQ_K, 59, 0, 1)
        .then(Opcode.RET_K, EPERM)
        .then(Opcode.RET_K, ALLOW);
    Meaning meaning = meaning(new Diagrams());
    assertThrows(Inexpressible.class, () -> Decompiler.decompile(meaning, "filter"));
  }
}
