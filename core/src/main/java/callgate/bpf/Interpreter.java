package callgate.bpf;

import callgate.decision.Call;
import java.util.BitSet;

/** Runs a filter on one call, as ___bpf_prog_run does it after seccomp's checks. */
public final class Interpreter {
  /** {@code __AUDIT_ARCH_LE}: set in the arch value of little-endian ABIs. */
  private static final int LITTLE_ENDIAN = 0x40000000;

  private Interpreter() {}

  /** {@return the value that the filter returns for a call} */
  public static int run(Program program, Call call) {
    return trace(program, call).returnValue();
  }

  /**
   * What happened.
   *
   * @param returnValue what the filter returned
   * @param executed how many instructions ran
   * @param visited the indices of those that ran
   */
  public record Trace(int returnValue, int executed, BitSet visited) {}

  /** {@return the way of a call through a filter} */
  public static Trace trace(Program program, Call call) {
    BitSet visited = new BitSet(program.size());
    int[] scratch = new int[Program.SCRATCH_WORDS];
    int a = 0;
    int x = 0;
    int pc = 0;
    while (true) {
      visited.set(pc);
      Instruction instruction = program.at(pc++);
      int k = instruction.k();
      switch (instruction.opcode()) {
        case LD_ABS -> a = word(call, k);
        case LD_LEN -> a = Program.DATA_LENGTH;
        case LD_IMM -> a = k;
        case LD_MEM -> a = scratch[k];
        case LDX_LEN -> x = Program.DATA_LENGTH;
        case LDX_IMM -> x = k;
        case LDX_MEM -> x = scratch[k];
        case ST -> scratch[k] = a;
        case STX -> scratch[k] = x;
        case ADD_K -> a += k;
        case ADD_X -> a += x;
        case SUB_K -> a -= k;
        case SUB_X -> a -= x;
        case MUL_K -> a *= k;
        case MUL_X -> a *= x;
        case DIV_K -> a = Integer.divideUnsigned(a, k);
        case DIV_X -> {
          if (x == 0) {
            return new Trace(0, visited.cardinality(), visited);
          }
          a = Integer.divideUnsigned(a, x);
        }
        case OR_K -> a |= k;
        case OR_X -> a |= x;
        case AND_K -> a &= k;
        case AND_X -> a &= x;
        case LSH_K -> a <<= k;
        case LSH_X -> a <<= x;
        case RSH_K -> a >>>= k;
        case RSH_X -> a >>>= x;
        case NEG -> a = -a;
        case XOR_K -> a ^= k;
        case XOR_X -> a ^= x;
        case JA -> pc += k;
        case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X ->
            pc += holds(instruction.opcode(), a, k, x) ? instruction.jt() : instruction.jf();
        case RET_K -> {
          return new Trace(k, visited.cardinality(), visited);
        }
        case RET_A -> {
          return new Trace(a, visited.cardinality(), visited);
        }
        case TAX -> x = a;
        case TXA -> a = x;
      }
    }
  }

  private static boolean holds(Opcode opcode, int a, int k, int x) {
    int operand = opcode.usesX() ? x : k;
    return switch (opcode) {
      case JEQ_K, JEQ_X -> a == operand;
      case JGT_K, JGT_X -> Integer.compareUnsigned(a, operand) > 0;
      case JGE_K, JGE_X -> Integer.compareUnsigned(a, operand) >= 0;
      case JSET_K, JSET_X -> (a & operand) != 0;
      default -> throw new IllegalArgumentException(opcode + " is not a branch");
    };
  }

  /**
   * {@return the word of {@code seccomp_data} at a byte offset} The order of an argument's halves
   * is the ABI's.
   */
  static int word(Call call, int offset) {
    return switch (offset) {
      case 0 -> call.number();
      case 4 -> call.arch();
      case 8, 12 -> half(call.instructionPointer(), offset, call.arch());
      default -> half(call.argument((offset - 16) >>> 3), offset, call.arch());
    };
  }

  private static int half(long value, int offset, int arch) {
    boolean first = (offset & 4) == 0;
    boolean little = (arch & LITTLE_ENDIAN) != 0;
    return first == little ? (int) value : (int) (value >>> 32);
  }
}
