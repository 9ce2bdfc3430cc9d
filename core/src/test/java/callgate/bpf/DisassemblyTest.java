package callgate.bpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A disassembly")
class DisassemblyTest {
  private static final int ALLOW = Action.ALLOW.returnValue();

  private static Instruction of(Opcode opcode, int k) {
    return Instruction.of(opcode, k);
  }

  private static String text(Instruction... instructions) {
    StringBuilder text = new StringBuilder();
    for (Disassembly.Line line : Disassembly.of(Program.of(List.of(instructions))).lines()) {
      text.append(line.text()).append(line.note().isEmpty() ? "" : " ; " + line.note());
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  @DisplayName("shows the raw fields of each instruction beside what it does")
  void listing() {
    Program program =
        Program.of(
            List.of(
                of(Opcode.LD_ABS, 4),
                Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 1, 0),
                of(Opcode.RET_K, 0x80000000),
                of(Opcode.RET_K, ALLOW)));
    assertEquals(
        """
              code  jt  jf  k
           0  0x20   0   0  0x00000004  A = arch
           1  0x15   1   0  0xc000003e  if arch == x86_64 goto 3 (ALLOW)
           2  0x06   0   0  0x80000000  return KILL_PROCESS
           3  0x06   0   0  0x7fff0000  return ALLOW
        """,
        Disassembly.of(program).listing());
  }

  @Test
  @DisplayName("names numbers by the ABI whose calls can get there")
  void callNames() {
    assertEquals(
        """
        A = arch
        if arch != x86_64 goto 4
        A = nr
        if nr == 3 (close) goto 7 (ALLOW) else goto 8 (ERRNO(1))
        if arch != x86 goto 8 (ERRNO(1))
        A = nr
        if nr != 3 (read) goto 8 (ERRNO(1))
        return ALLOW
        return ERRNO(1)
        """,
        text(
            of(Opcode.LD_ABS, 4),
            Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 0, 2),
            of(Opcode.LD_ABS, 0),
            Instruction.branch(Opcode.JEQ_K, 3, 3, 4),
            Instruction.branch(Opcode.JEQ_K, Abi.X86.auditArch(), 0, 3),
            of(Opcode.LD_ABS, 0),
            Instruction.branch(Opcode.JEQ_K, 3, 0, 1),
            of(Opcode.RET_K, ALLOW),
            of(Opcode.RET_K, Action.errno(1).returnValue())));
  }

  @Test
  @DisplayName("says which argument of which call code is about")
  void argumentNames() {
    assertEquals(
        """
        A = arch
        if arch != x86_64 goto 7 (ERRNO(1))
        A = nr
        if nr != 41 (socket) goto 7 (ERRNO(1))
        A = args[0].low ; family of socket
        if args[0].low > 2 goto 7 (ERRNO(1))
        return ALLOW
        return ERRNO(1)
        """,
        text(
            of(Opcode.LD_ABS, 4),
            Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 0, 5),
            of(Opcode.LD_ABS, 0),
            Instruction.branch(Opcode.JEQ_K, 41, 0, 3),
            of(Opcode.LD_ABS, 16),
            Instruction.branch(Opcode.JGT_K, 2, 1, 0),
            of(Opcode.RET_K, ALLOW),
            of(Opcode.RET_K, Action.errno(1).returnValue())));
  }

  @Test
  @DisplayName("takes the first half of an argument for the high one on big-endian ABIs")
  void bigEndian() {
    assertEquals(
        """
        A = arch
        if arch != s390x goto 5 (ERRNO(1))
        A = args[0].high
        if args[0].high != 0 goto 5 (ERRNO(1))
        return ALLOW
        return ERRNO(1)
        """,
        text(
            of(Opcode.LD_ABS, 4),
            Instruction.branch(Opcode.JEQ_K, Abi.S390X.auditArch(), 0, 3),
            of(Opcode.LD_ABS, 16),
            Instruction.branch(Opcode.JEQ_K, 0, 0, 1),
            of(Opcode.RET_K, ALLOW),
            of(Opcode.RET_K, Action.errno(1).returnValue())));
  }

  @Test
  @DisplayName("knows the numbers of x32 by their mark, with it and without")
  void x32() {
    assertEquals(
        """
        A = arch
        if arch != x86_64 goto 6 (ALLOW)
        A = nr
        if nr < 0x40000000 (x32) goto 6 (ALLOW)
        A = A & 0x3fffffff
        if (nr & 0x3fffffff) == 1 (write) goto 7 (ERRNO(1))
        return ALLOW
        return ERRNO(1)
        """,
        text(
            of(Opcode.LD_ABS, 4),
            Instruction.branch(Opcode.JEQ_K, Abi.X86_64.auditArch(), 0, 4),
            of(Opcode.LD_ABS, 0),
            Instruction.branch(Opcode.JGE_K, Abi.X32_BIT, 0, 2),
            of(Opcode.AND_K, 0x3fffffff),
            Instruction.branch(Opcode.JEQ_K, 1, 1, 0),
            of(Opcode.RET_K, ALLOW),
            of(Opcode.RET_K, Action.errno(1).returnValue())));
  }

  @Test
  @DisplayName("follows values through scratch memory and the index register")
  void scratchMemory() {
    assertEquals(
        """
        A = arch
        M[3] = A
        X = M[3]
        A = X
        if arch == aarch64 goto 6 (ALLOW)
        return KILL_THREAD
        return ALLOW
        """,
        text(
            of(Opcode.LD_ABS, 4),
            of(Opcode.ST, 3),
            of(Opcode.LDX_MEM, 3),
            of(Opcode.TXA, 0),
            Instruction.branch(Opcode.JEQ_K, Abi.AARCH64.auditArch(), 1, 0),
            of(Opcode.RET_K, 0),
            of(Opcode.RET_K, ALLOW)));
  }

  @Test
  @DisplayName("marks what no call gets to")
  void unreachable() {
    assertEquals(
        """
        goto 2 (ALLOW)
        return ERRNO(13) ; never reached
        return ALLOW
        """,
        text(
            of(Opcode.JA, 1),
            of(Opcode.RET_K, Action.errno(13).returnValue()),
            of(Opcode.RET_K, ALLOW)));
  }

  @Test
  @DisplayName("writes arithmetic as formulas")
  void arithmetic() {
    assertEquals(
        """
        A = length
        A = A << 2
        X = 7
        A = A ^ X
        A = -A
        return A
        """,
        text(
            of(Opcode.LD_LEN, 0),
            of(Opcode.LSH_K, 2),
            of(Opcode.LDX_IMM, 7),
            of(Opcode.XOR_X, 0),
            of(Opcode.NEG, 0),
            of(Opcode.RET_A, 0)));
  }
}
