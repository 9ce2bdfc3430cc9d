package callgate.bpf;

import callgate.bpf.Reach.Arrivals;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.util.List;

/** Says in words what an instruction does where it stands. */
final class InstructionText {
  /** {@code __AUDIT_ARCH_LE}. */
  private static final int LITTLE_ENDIAN = 0x40000000;

  /** Numbers from here on are easier to read in hexadecimal. */
  private static final int DECIMAL_BELOW = 4096;

  private final Program program;
  private final Reach reach;

  InstructionText(Program program, Reach reach) {
    this.program = program;
    this.reach = reach;
  }

  /** {@return what the instruction does} */
  String of(int pc) {
    Instruction instruction = program.at(pc);
    int k = instruction.k();
    return switch (instruction.opcode()) {
      case LD_ABS -> "A = " + word(pc, k);
      case LD_LEN -> "A = length";
      case LD_IMM -> "A = " + number(k);
      case LD_MEM -> "A = M[" + k + "]";
      case LDX_LEN -> "X = length";
      case LDX_IMM -> "X = " + number(k);
      case LDX_MEM -> "X = M[" + k + "]";
      case ST -> "M[" + k + "] = A";
      case STX -> "M[" + k + "] = X";
      case ADD_K, ADD_X -> computed("+", instruction);
      case SUB_K, SUB_X -> computed("-", instruction);
      case MUL_K, MUL_X -> computed("*", instruction);
      case DIV_K, DIV_X -> computed("/", instruction);
      case OR_K, OR_X -> computed("|", instruction);
      case AND_K, AND_X -> computed("&", instruction);
      case LSH_K, LSH_X -> computed("<<", instruction);
      case RSH_K, RSH_X -> computed(">>", instruction);
      case XOR_K, XOR_X -> computed("^", instruction);
      case NEG -> "A = -A";
      case JA -> to(pc + 1 + k);
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X -> branch(pc, instruction);
      case RET_K -> "return " + Action.of(k);
      case RET_A -> "return A";
      case TAX -> "X = A";
      case TXA -> "A = X";
    };
  }

  /** {@return what a reader should know beside it; empty for nothing} */
  String note(int pc) {
    if (!reach.isReached(pc)) {
      return "never reached";
    }
    Instruction instruction = program.at(pc);
    boolean loadsArgument = instruction.opcode() == Opcode.LD_ABS && instruction.k() >= 16;
    return loadsArgument ? CallNames.argument(reach.at(pc), (instruction.k() - 16) >>> 3) : "";
  }

  private static String computed(String operator, Instruction instruction) {
    String operand = instruction.opcode().usesX() ? "X" : number(instruction.k());
    return "A = A " + operator + " " + operand;
  }

  private String branch(int pc, Instruction branch) {
    int then = pc + 1 + branch.jt();
    int otherwise = pc + 1 + branch.jf();
    if (then == otherwise) {
      return to(then);
    }
    if (branch.jt() == 0) {
      return "if " + test(pc, branch, false) + " " + to(otherwise);
    }
    String otherwiseText = branch.jf() == 0 ? "" : " else " + to(otherwise);
    return "if " + test(pc, branch, true) + " " + to(then) + otherwiseText;
  }

  /** {@return where a jump goes, and what is returned there} */
  private String to(int target) {
    Instruction there = program.at(target);
    String action = there.opcode() == Opcode.RET_K ? " (" + Action.of(there.k()) + ")" : "";
    return "goto " + target + action;
  }

  private String test(int pc, Instruction branch, boolean holds) {
    Contents a = reach.a(pc);
    String left = register(pc, a);
    String right = branch.opcode().usesX() ? "X" : constant(pc, a, branch);
    return switch (branch.opcode()) {
      case JEQ_K, JEQ_X -> left + (holds ? " == " : " != ") + right;
      case JGT_K, JGT_X -> left + (holds ? " > " : " <= ") + right;
      case JGE_K, JGE_X -> left + (holds ? " >= " : " < ") + right;
      default -> (holds ? "" : "!(") + left + " & " + right + (holds ? "" : ")");
    };
  }

  private String register(int pc, Contents a) {
    if (a.kind() != Contents.Kind.WORD) {
      return "A";
    }
    String word = word(pc, a.value());
    return a.mask() == -1 ? word : "(" + word + " & " + number(a.mask()) + ")";
  }

  private String constant(int pc, Contents a, Instruction branch) {
    int k = branch.k();
    if (a.isArch()) {
      return CallNames.arch(k);
    }
    if (!a.isNumber()) {
      return number(k);
    }
    if (k == Abi.X32_BIT && branch.opcode() != Opcode.JEQ_K) {
      return number(k) + " (x32)";
    }
    if (branch.opcode() == Opcode.JSET_K) {
      return "0x" + Integer.toHexString(k);
    }
    String names = CallNames.calls(reach.at(pc), k, a.mask());
    return names.isEmpty() ? number(k) : number(k) + " (" + names + ")";
  }

  /** {@return the name of a word of {@code seccomp_data}} */
  private String word(int pc, int offset) {
    return switch (offset) {
      case 0 -> "nr";
      case 4 -> "arch";
      case 8, 12 -> "ip" + half(pc, offset);
      default -> "args[" + ((offset - 16) >>> 3) + "]" + half(pc, offset);
    };
  }

  /** Which half comes first depends on the ABI's byte order. */
  private String half(int pc, int offset) {
    List<Arrivals> arrivals = reach.at(pc);
    boolean little = arrivals.isEmpty();
    boolean big = false;
    for (Arrivals some : arrivals) {
      Integer arch = some.arch();
      if (arch == null || (arch & LITTLE_ENDIAN) != 0) {
        little = true;
      } else {
        big = true;
      }
    }
    boolean first = (offset & 4) == 0;
    if (little && big) {
      return first ? ".first" : ".second";
    }
    return first == little ? ".low" : ".high";
  }

  private static String number(int value) {
    return value >= 0 && value < DECIMAL_BELOW
        ? Integer.toString(value)
        : "0x" + Integer.toHexString(value);
  }
}
