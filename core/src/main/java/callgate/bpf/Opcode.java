package callgate.bpf;

import org.jspecify.annotations.Nullable;

/**
 * The instructions that seccomp accepts (seccomp_check_filter in kernel/seccomp.c), with their
 * codes from include/uapi/linux/bpf_common.h. {@code _K} forms use the constant of the instruction,
 * {@code _X} forms the index register.
 */
public enum Opcode {
  /** A = a 32-bit word of {@code seccomp_data}, at byte offset k. */
  LD_ABS(0x20, Kind.LOAD),
  LD_LEN(0x80, Kind.LOAD),
  LD_IMM(0x00, Kind.LOAD),
  LD_MEM(0x60, Kind.LOAD),
  LDX_LEN(0x81, Kind.LOAD),
  LDX_IMM(0x01, Kind.LOAD),
  LDX_MEM(0x61, Kind.LOAD),
  ST(0x02, Kind.STORE),
  STX(0x03, Kind.STORE),
  ADD_K(0x04, Kind.ALU),
  ADD_X(0x0c, Kind.ALU),
  SUB_K(0x14, Kind.ALU),
  SUB_X(0x1c, Kind.ALU),
  MUL_K(0x24, Kind.ALU),
  MUL_X(0x2c, Kind.ALU),
  DIV_K(0x34, Kind.ALU),
  DIV_X(0x3c, Kind.ALU),
  OR_K(0x44, Kind.ALU),
  OR_X(0x4c, Kind.ALU),
  AND_K(0x54, Kind.ALU),
  AND_X(0x5c, Kind.ALU),
  LSH_K(0x64, Kind.ALU),
  LSH_X(0x6c, Kind.ALU),
  RSH_K(0x74, Kind.ALU),
  RSH_X(0x7c, Kind.ALU),
  NEG(0x84, Kind.ALU),
  XOR_K(0xa4, Kind.ALU),
  XOR_X(0xac, Kind.ALU),
  /** Skips k instructions. */
  JA(0x05, Kind.JUMP),
  JEQ_K(0x15, Kind.BRANCH),
  JEQ_X(0x1d, Kind.BRANCH),
  JGT_K(0x25, Kind.BRANCH),
  JGT_X(0x2d, Kind.BRANCH),
  JGE_K(0x35, Kind.BRANCH),
  JGE_X(0x3d, Kind.BRANCH),
  JSET_K(0x45, Kind.BRANCH),
  JSET_X(0x4d, Kind.BRANCH),
  RET_K(0x06, Kind.RETURN),
  RET_A(0x16, Kind.RETURN),
  TAX(0x07, Kind.MOVE),
  TXA(0x87, Kind.MOVE);

  /** What an instruction is for. */
  public enum Kind {
    LOAD,
    STORE,
    ALU,
    JUMP,
    BRANCH,
    RETURN,
    MOVE
  }

  private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[0x100];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;
  private final Kind kind;

  Opcode(int code, Kind kind) {
    this.code = code;
    this.kind = kind;
  }

  /** {@return the 16-bit {@code code} of {@code struct sock_filter}} */
  public int code() {
    return code;
  }

  public Kind kind() {
    return kind;
  }

  /** {@return whether the second operand is the index register} */
  public boolean usesX() {
    return switch (kind) {
      case ALU, BRANCH -> (code & 0x08) != 0;
      case LOAD, STORE, JUMP, RETURN, MOVE -> false;
    };
  }

  /** {@return the instruction with that code, or null where seccomp accepts none} */
  public static @Nullable Opcode of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
