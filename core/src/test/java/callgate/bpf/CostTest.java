package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The cost of a filter")
class CostTest {
  private static final KernelVersion LINUX_6_12 = new KernelVersion(6, 12);

  /** On x86_64 allows read, and socket with a family of 0 or 1; nothing else, nowhere else. */
  private static final Program PROGRAM =
      Program.of(
          List.of(
              Instruction.of(Opcode.LD_ABS, 4),
              Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 0, 6),
              Instruction.of(Opcode.LD_ABS, 0),
              Instruction.branch(Opcode.JEQ_K, 0, 3, 0),
              Instruction.branch(Opcode.JEQ_K, 41, 0, 3),
              Instruction.of(Opcode.LD_ABS, 16),
              Instruction.branch(Opcode.JGT_K, 1, 1, 0),
              Instruction.of(Opcode.RET_K, Action.ALLOW.returnValue()),
              Instruction.of(Opcode.RET_K, Action.errno(1).returnValue())));

  private static Cost.Part cost(Abi abi, KernelVersion kernel) {
    return Cost.of(PROGRAM, List.of(abi), kernel, CallMix.NONE).whole();
  }

  @Test
  @DisplayName("counts what allowed calls execute: 5 by read, 8 by socket")
  void executed() {
    Cost.Part cost = cost(Abi.X86_64, LINUX_6_12);
    assertEquals(2, cost.allowed());
    assertEquals(6.5, cost.mean());
    assertEquals(8, cost.max());
  }

  @Test
  @DisplayName("counts what all numbers execute with arguments 0: mostly 6")
  void uniform() {
    Cost.Part cost = cost(Abi.X86_64, LINUX_6_12);
    int numbers = 463; // 0 (read) to 462 (mseal)
    assertEquals((5 + 8 + (numbers - 2) * 6.0) / numbers, cost.uniformMean(), 1e-9);
  }

  @Test
  @DisplayName("counts the calls that the kernel keeps in its cache: read, not socket")
  void cacheable() {
    assertEquals(1, cost(Abi.X86_64, LINUX_6_12).cacheable());
  }

  @Test
  @DisplayName("knows that kernels before 5.11 have no cache")
  void noCache() {
    assertEquals(0, cost(Abi.X86_64, new KernelVersion(5, 10)).cacheable());
  }

  @Test
  @DisplayName("knows that x32 has no cache")
  void noCacheForX32() {
    Program allowAll =
        Program.of(List.of(Instruction.of(Opcode.RET_K, Action.ALLOW.returnValue())));
    Cost cost = Cost.of(allowAll, List.of(Abi.X86_64, Abi.X32), LINUX_6_12, CallMix.NONE);
    assertEquals(0, cost.of(Abi.X32).cacheable());
    assertEquals(cost.of(Abi.X86_64).calls(), cost.whole().cacheable());
  }

  @Test
  @DisplayName("of an ABI counts only the instructions that its calls get to")
  void instructionsOfAnAbi() {
    Cost cost = Cost.of(PROGRAM, List.of(Abi.X86_64, Abi.X86), LINUX_6_12, CallMix.NONE);
    assertEquals(9, cost.whole().instructions());
    assertEquals(9, cost.of(Abi.X86_64).instructions());
    assertEquals(3, cost.of(Abi.X86).instructions());
    assertEquals(0, cost.of(Abi.X86).allowed());
  }

  @Test
  @DisplayName("weighs typical calls with their arguments")
  void weighted() {
    CallMix mix =
        CallMix.table("mix", "# nr arg0 arg1 arg2 weight\n0 3 0 0 3\n41 2 0 0 1\n", Abi.X86_64);
    Cost cost = Cost.of(PROGRAM, List.of(Abi.X86_64), LINUX_6_12, mix);
    assertEquals(OptionalDouble.of((3 * 5 + 8) / 4.0), cost.whole().weightedMean());
  }

  @Test
  @DisplayName("of calls in a table that is none is an error with its line")
  void brokenTable() {
    BadInput missing =
        assertThrows(BadInput.class, () -> CallMix.table("mix", "# calls\n0 0 1\n", Abi.X86_64));
    assertEquals(
        "mix:2:1: a line has five columns, nr arg0 arg1 arg2 weight, not 3", missing.getMessage());
    BadInput negative =
        assertThrows(BadInput.class, () -> CallMix.table("mix", "0 0 0 0 -1\n", Abi.X86_64));
    assertEquals("mix:1:1: a weight is a positive number, not -1", negative.getMessage());
  }

  @Test
  @DisplayName("is asked for the ABIs that a raw filter names")
  void namedAbis() {
    assertEquals(List.of(Abi.X86_64), NamedAbis.of(PROGRAM));
  }
}
