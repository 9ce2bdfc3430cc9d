package callgate.bpf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The machine at an instruction during symbolic execution.
 *
 * <p>Not a record: it is compared often, and its scratch memory by content.
 */
final class State {
  private static final long[] NO_SCRATCH = new long[0];

  final int pc;
  final long a;
  final long x;
  final long[] scratch;

  private State(int pc, long a, long x, long[] scratch) {
    this.pc = pc;
    this.a = a;
    this.x = x;
    this.scratch = scratch;
  }

  /** {@return the machine before the first instruction: registers are 0} */
  static State initial() {
    return new State(0, Value.constant(0), Value.constant(0), NO_SCRATCH);
  }

  boolean same(State other) {
    return pc == other.pc && a == other.a && x == other.x && Arrays.equals(scratch, other.scratch);
  }

  /**
   * {@return the machine at another instruction} At a return of a constant the registers no longer
   * count.
   */
  State at(int pc, Program program) {
    return program.at(pc).opcode() == Opcode.RET_K
        ? new State(pc, 0, 0, NO_SCRATCH)
        : new State(pc, a, x, scratch);
  }

  long operand(Instruction instruction) {
    return instruction.opcode().usesX() ? x : Value.constant(instruction.k());
  }

  /**
   * {@return the machine after an instruction that neither branches nor returns, or null where it
   * ends the program: a division by an index register that is 0 returns 0}
   */
  @Nullable State step(Program program, Machine machine, Numbers numbers) {
    Instruction instruction = program.at(pc);
    int k = instruction.k();
    return switch (instruction.opcode()) {
      case LD_ABS -> with(machine.load(k, numbers), x);
      case LD_LEN -> with(Value.constant(Program.DATA_LENGTH), x);
      case LD_IMM -> with(Value.constant(k), x);
      case LD_MEM -> with(scratch[k], x);
      case LDX_LEN -> with(a, Value.constant(Program.DATA_LENGTH));
      case LDX_IMM -> with(a, Value.constant(k));
      case LDX_MEM -> with(a, scratch[k]);
      case ST -> stored(k, a);
      case STX -> stored(k, x);
      case TAX -> with(a, a);
      case TXA -> with(x, x);
      case JA -> new State(pc + 1 + k, a, x, scratch);
      case DIV_X -> {
        if (x == Value.constant(0)) {
          yield null;
        }
        yield computed(instruction, machine, numbers);
      }
      case ADD_K,
          ADD_X,
          SUB_K,
          SUB_X,
          MUL_K,
          MUL_X,
          DIV_K,
          OR_K,
          OR_X,
          AND_K,
          AND_X,
          LSH_K,
          LSH_X,
          RSH_K,
          RSH_X,
          NEG,
          XOR_K,
          XOR_X ->
          computed(instruction, machine, numbers);
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X, RET_K, RET_A ->
          throw new IllegalArgumentException(instruction.opcode() + " does not go on");
    };
  }

  private State computed(Instruction instruction, Machine machine, Numbers numbers) {
    long result =
        machine.arithmetic().compute(instruction.opcode(), a, operand(instruction), numbers, pc);
    return with(result, x);
  }

  /** {@return the machine with the number put in, where only one is looked at} */
  State settled(Arithmetic arithmetic, Numbers numbers) {
    if (!numbers.isSingle()) {
      return this;
    }
    long[] settledScratch = scratch.clone();
    for (int i = 0; i < scratch.length; i++) {
      settledScratch[i] = arithmetic.settle(scratch[i], numbers);
    }
    return new State(
        pc, arithmetic.settle(a, numbers), arithmetic.settle(x, numbers), settledScratch);
  }

  /** {@return the machine after an instruction that leaves a value in A} */
  State next(long newA) {
    return with(newA, x);
  }

  private State with(long newA, long newX) {
    return new State(pc + 1, newA, newX, scratch);
  }

  private State stored(int word, long value) {
    long[] copy = Arrays.copyOf(scratch, Math.max(scratch.length, word + 1));
    copy[word] = value;
    return new State(pc + 1, a, x, copy);
  }
}
