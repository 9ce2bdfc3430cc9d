package callgate.bpf;

import java.util.Arrays;

/**
 * What the kernel checks before it accepts a filter: bpf_check_classic, then seccomp_check_filter.
 */
final class Verification {
  private static final int ALL_SCRATCH = (1 << Program.SCRATCH_WORDS) - 1;

  private Verification() {}

  static void check(Instruction[] program) {
    if (program.length == 0 || program.length > Program.MAX_LENGTH) {
      throw new InvalidProgram(-1, "a filter has 1 to 4096 instructions, not " + program.length);
    }
    for (int i = 0; i < program.length; i++) {
      check(program, i);
    }
    if (program[program.length - 1].opcode().kind() != Opcode.Kind.RETURN) {
      throw new InvalidProgram(program.length - 1, "the last instruction must return");
    }
    checkScratch(program);
  }

  private static void check(Instruction[] program, int i) {
    Instruction instruction = program[i];
    int k = instruction.k();
    int left = program.length - i - 1;
    switch (instruction.opcode()) {
      case LD_ABS -> {
        if ((k & 3) != 0 || Integer.compareUnsigned(k, Program.DATA_LENGTH) >= 0) {
          throw new InvalidProgram(i, "loads a word at offset " + Integer.toUnsignedString(k));
        }
      }
      case LD_MEM, LDX_MEM, ST, STX -> {
        if (Integer.compareUnsigned(k, Program.SCRATCH_WORDS) >= 0) {
          throw new InvalidProgram(i, "uses scratch word " + Integer.toUnsignedString(k));
        }
      }
      case DIV_K -> {
        if (k == 0) {
          throw new InvalidProgram(i, "divides by zero");
        }
      }
      case LSH_K, RSH_K -> {
        if (Integer.compareUnsigned(k, 32) >= 0) {
          throw new InvalidProgram(i, "shifts by " + Integer.toUnsignedString(k));
        }
      }
      case JA -> {
        if (Integer.compareUnsigned(k, left) >= 0) {
          throw new InvalidProgram(i, "jumps behind the end");
        }
      }
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X -> {
        if (instruction.jt() >= left || instruction.jf() >= left) {
          throw new InvalidProgram(i, "jumps behind the end");
        }
      }
      default -> {}
    }
  }

  /**
   * No path may read a scratch word that it has not written (check_load_and_stores in
   * net/core/filter.c).
   */
  private static void checkScratch(Instruction[] program) {
    int[] valid = new int[program.length];
    Arrays.fill(valid, ALL_SCRATCH);
    int written = 0;
    for (int i = 0; i < program.length; i++) {
      written &= valid[i];
      Instruction instruction = program[i];
      int k = instruction.k();
      switch (instruction.opcode().kind()) {
        case STORE -> written |= 1 << k;
        case LOAD -> {
          boolean scratch =
              instruction.opcode() == Opcode.LD_MEM || instruction.opcode() == Opcode.LDX_MEM;
          if (scratch && (written & 1 << k) == 0) {
            throw new InvalidProgram(i, "reads scratch word " + k + " before it is written");
          }
        }
        case JUMP -> {
          valid[i + 1 + k] &= written;
          written = ALL_SCRATCH;
        }
        case BRANCH -> {
          valid[i + 1 + instruction.jt()] &= written;
          valid[i + 1 + instruction.jf()] &= written;
          written = ALL_SCRATCH;
        }
        case ALU, MOVE, RETURN -> {}
      }
    }
  }
}
