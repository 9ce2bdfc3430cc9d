package callgate.bpf;

import callgate.policy.Action;
import java.util.Arrays;

/**
 * The ways through a program that a call with a known number can take, whatever its arguments are.
 * Follows everything that is computed from the number and the ABI; a test of anything else may go
 * either way, so that a way may be counted that no arguments lead to.
 */
final class Paths {
  private static final int REGISTERS = 2 + Program.SCRATCH_WORDS;
  private static final int A = 0;
  private static final int X = 1;
  private static final int SCRATCH = 2;

  /** In place of a 32-bit value. */
  private static final long UNKNOWN = -1L;

  private final Program program;
  private final int arch;

  /** How many instructions the longest way to each instruction executes; 0 where none leads. */
  private final int[] longest;

  /** By instruction, what its registers hold. */
  private final long[][] registers;

  Paths(Program program, int arch) {
    this.program = program;
    this.arch = arch;
    this.longest = new int[program.size()];
    this.registers = new long[program.size()][REGISTERS];
  }

  /**
   * {@return how many instructions a call executes at most when it is let through; 0 if it never
   * is}
   */
  int longestLetThrough(int number) {
    Arrays.fill(longest, 0);
    arrive(0, new long[REGISTERS], 1);
    int letThrough = 0;
    for (int pc = 0; pc < program.size(); pc++) {
      if (longest[pc] > 0) {
        letThrough = Math.max(letThrough, go(pc, number));
      }
    }
    return letThrough;
  }

  private void arrive(int pc, long[] from, int executed) {
    long[] known = registers[pc];
    for (int i = 0; i < REGISTERS; i++) {
      known[i] = longest[pc] == 0 || known[i] == from[i] ? from[i] : UNKNOWN;
    }
    longest[pc] = Math.max(longest[pc], executed);
  }

  /** Goes on from an instruction; returns the length of the way if it ends here, let through. */
  private int go(int pc, int number) {
    Instruction instruction = program.at(pc);
    long[] known = registers[pc];
    int next = longest[pc] + 1;
    switch (instruction.opcode().kind()) {
      case RETURN -> {
        long returned = instruction.opcode() == Opcode.RET_K ? value(instruction.k()) : known[A];
        boolean lets = returned == UNKNOWN || Action.of((int) returned).lets();
        return lets ? longest[pc] : 0;
      }
      case JUMP -> arrive(pc + 1 + instruction.k(), known, next);
      case BRANCH -> branch(pc, instruction, known, next);
      case LOAD, STORE, ALU, MOVE -> {
        long[] after = known.clone();
        set(instruction, after, number);
        arrive(pc + 1, after, next);
      }
    }
    return 0;
  }

  private void branch(int pc, Instruction branch, long[] known, int next) {
    long operand = branch.opcode().usesX() ? known[X] : value(branch.k());
    boolean open = known[A] == UNKNOWN || operand == UNKNOWN;
    boolean holds = WordComparison.holds(branch.opcode(), (int) known[A], (int) operand);
    if (open || holds) {
      arrive(pc + 1 + branch.jt(), known, next);
    }
    if (open || !holds) {
      arrive(pc + 1 + branch.jf(), known, next);
    }
  }

  private void set(Instruction instruction, long[] known, int number) {
    int k = instruction.k();
    switch (instruction.opcode()) {
      case LD_ABS -> known[A] = k == 0 ? value(number) : k == 4 ? value(arch) : UNKNOWN;
      case LD_LEN -> known[A] = Program.DATA_LENGTH;
      case LD_IMM -> known[A] = value(k);
      case LD_MEM -> known[A] = known[SCRATCH + k];
      case LDX_LEN -> known[X] = Program.DATA_LENGTH;
      case LDX_IMM -> known[X] = value(k);
      case LDX_MEM -> known[X] = known[SCRATCH + k];
      case ST -> known[SCRATCH + k] = known[A];
      case STX -> known[SCRATCH + k] = known[X];
      case TAX -> known[X] = known[A];
      case TXA -> known[A] = known[X];
      case AND_K -> known[A] = known[A] == UNKNOWN ? UNKNOWN : known[A] & value(k);
      default -> known[A] = UNKNOWN;
    }
  }

  private static long value(int bits) {
    return Integer.toUnsignedLong(bits);
  }
}
