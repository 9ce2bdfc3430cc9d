package callgate.bpf;

/** Instructions in the language of bpf_asm (tools/bpf in the kernel's sources). */
final class AssemblerText {
  private AssemblerText() {}

  /** {@return for each instruction whether some jump names it} */
  static boolean[] targets(Program program) {
    boolean[] targets = new boolean[program.size()];
    for (int pc = 0; pc < program.size(); pc++) {
      Instruction instruction = program.at(pc);
      switch (instruction.opcode().kind()) {
        case JUMP -> targets[pc + 1 + instruction.k()] = true;
        case BRANCH -> {
          targets[pc + 1 + instruction.jt()] = true;
          targets[pc + 1 + instruction.jf()] = true;
        }
        case LOAD, STORE, ALU, RETURN, MOVE -> {}
      }
    }
    return targets;
  }

  /** {@return an instruction; targets are labels {@code L0}, {@code L1}, ...} */
  static String of(int pc, Instruction instruction) {
    int k = instruction.k();
    return switch (instruction.opcode()) {
      case LD_ABS -> "ld [" + k + "]";
      case LD_LEN -> "ld #len";
      case LD_IMM -> "ld " + constant(k);
      case LD_MEM -> "ld M[" + k + "]";
      case LDX_LEN -> "ldx #len";
      case LDX_IMM -> "ldx " + constant(k);
      case LDX_MEM -> "ldx M[" + k + "]";
      case ST -> "st M[" + k + "]";
      case STX -> "stx M[" + k + "]";
      case ADD_K, ADD_X -> "add " + operand(instruction);
      case SUB_K, SUB_X -> "sub " + operand(instruction);
      case MUL_K, MUL_X -> "mul " + operand(instruction);
      case DIV_K, DIV_X -> "div " + operand(instruction);
      case OR_K, OR_X -> "or " + operand(instruction);
      case AND_K, AND_X -> "and " + operand(instruction);
      case LSH_K, LSH_X -> "lsh " + operand(instruction);
      case RSH_K, RSH_X -> "rsh " + operand(instruction);
      case XOR_K, XOR_X -> "xor " + operand(instruction);
      case NEG -> "neg";
      case JA -> "jmp L" + (pc + 1 + k);
      case JEQ_K, JEQ_X -> "jeq " + branch(pc, instruction);
      case JGT_K, JGT_X -> "jgt " + branch(pc, instruction);
      case JGE_K, JGE_X -> "jge " + branch(pc, instruction);
      case JSET_K, JSET_X -> "jset " + branch(pc, instruction);
      case RET_K -> "ret " + constant(k);
      case RET_A -> "ret a";
      case TAX -> "tax";
      case TXA -> "txa";
    };
  }

  private static String branch(int pc, Instruction branch) {
    return operand(branch) + ",L" + (pc + 1 + branch.jt()) + ",L" + (pc + 1 + branch.jf());
  }

  private static String operand(Instruction instruction) {
    return instruction.opcode().usesX() ? "x" : constant(instruction.k());
  }

  private static String constant(int k) {
    return "#0x" + Integer.toHexString(k);
  }
}
