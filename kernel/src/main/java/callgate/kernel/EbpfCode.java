package callgate.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * An assembler for eBPF: programs that the kernel checks, compiles and runs at one of its
 * tracepoints (Documentation/bpf/standardization/instruction-set.rst). One method an instruction;
 * operands are in the order of C: what changes comes first.
 *
 * <pre>
 * struct bpf_insn {     offset
 *   u8  code;            0
 *   u8  dst:4, src:4;    1
 *   s16 off;             2
 *   s32 imm;             4
 * };
 * </pre>
 *
 * <p>{@code R1} to {@code R5} are arguments of a call and lost after it, {@code R0} is its result,
 * {@code R6} to {@code R9} stay, {@code R10} is the end of 512 bytes of stack.
 */
final class EbpfCode {
  static final int INSTRUCTION_BYTES = 8;

  /** The registers, by their numbers. */
  enum Register {
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10
  }

  /** How much a load or store moves. */
  enum Size {
    BYTE(0x10),
    HALF(0x08),
    WORD(0x00),
    LONG(0x18);

    private final int bits;

    Size(int bits) {
      this.bits = bits;
    }
  }

  /** What a jump asks about two 64-bit values, unsigned. */
  enum If {
    EQUAL(0x10),
    GREATER(0x20),
    AT_LEAST(0x30),
    /** They have a bit in common. */
    COMMON_BIT(0x40),
    DIFFERENT(0x50),
    LESS(0xa0),
    /** As signed numbers. */
    NEGATIVE_OR_LESS(0xc0),
    SIGNED_AT_MOST(0xd0),
    SIGNED_GREATER(0x60),
    SIGNED_AT_LEAST(0x70);

    private final int bits;

    If(int bits) {
      this.bits = bits;
    }
  }

  /** Functions of the kernel (include/uapi/linux/bpf.h, {@code ___BPF_FUNC_MAPPER}). */
  enum Helper {
    MAP_LOOKUP_ELEM(1),
    MAP_UPDATE_ELEM(2),
    MAP_DELETE_ELEM(3),
    KTIME_GET_NS(5),
    GET_CURRENT_PID_TGID(14),
    GET_CURRENT_UID_GID(15),
    GET_CURRENT_COMM(16),
    GET_CURRENT_CGROUP_ID(80),
    PROBE_READ_USER(112),
    PROBE_READ_KERNEL(113),
    PROBE_READ_USER_STR(114),
    PROBE_READ_KERNEL_STR(115),
    GET_CURRENT_ANCESTOR_CGROUP_ID(123),
    RINGBUF_RESERVE(131),
    RINGBUF_SUBMIT(132),
    GET_CURRENT_TASK_BTF(158),
    TASK_PT_REGS(175);

    private final int number;

    Helper(int number) {
      this.number = number;
    }
  }

  /** A place in the code that jumps name before or after it is reached. */
  static final class Label {
    private int place = -1;
  }

  private static final int LOAD_LONG_CONSTANT = 0x18;
  private static final int MAP_DESCRIPTOR = 1;
  private static final int MEMORY = 0x60;
  private static final int ATOMIC = 0xc0;
  private static final int LOAD = 0x01;
  private static final int STORE_CONSTANT = 0x02;
  private static final int STORE = 0x03;
  private static final int ALU32 = 0x04;
  private static final int JUMP = 0x05;
  private static final int ALU64 = 0x07;
  private static final int FROM_REGISTER = 0x08;
  private static final int ADD = 0x00;
  private static final int OR = 0x40;
  private static final int AND = 0x50;
  private static final int SHIFT_LEFT = 0x60;
  private static final int SHIFT_RIGHT = 0x70;
  private static final int MOVE = 0xb0;
  private static final int CALL = 0x80;
  private static final int EXIT = 0x90;
  private static final int EXCHANGE = 0xe1;

  private final List<Instruction> instructions = new ArrayList<>();

  private record Instruction(
      int code,
      int target,
      int source,
      int offset,
      int constant,
      @org.jspecify.annotations.Nullable Label label) {}

  EbpfCode move(Register to, Register from) {
    return emit(ALU64 | MOVE | FROM_REGISTER, to, from, 0, 0);
  }

  EbpfCode move(Register to, int constant) {
    return emit(ALU64 | MOVE, to, Register.R0, 0, constant);
  }

  /** Moves the lower half; the upper one becomes 0. */
  EbpfCode moveWord(Register to, Register from) {
    return emit(ALU32 | MOVE | FROM_REGISTER, to, from, 0, 0);
  }

  EbpfCode move(Register to, long constant) {
    emit(LOAD_LONG_CONSTANT, to, Register.R0, 0, (int) constant);
    return emit(0, Register.R0, Register.R0, 0, (int) (constant >>> 32));
  }

  /** Moves the address of a map, as helpers take it. */
  EbpfCode move(Register to, EbpfMap map) {
    instructions.add(
        new Instruction(
            LOAD_LONG_CONSTANT, to.ordinal(), MAP_DESCRIPTOR, 0, map.descriptor(), null));
    return emit(0, Register.R0, Register.R0, 0, 0);
  }

  EbpfCode add(Register to, int constant) {
    return emit(ALU64 | ADD, to, Register.R0, 0, constant);
  }

  EbpfCode add(Register to, Register from) {
    return emit(ALU64 | ADD | FROM_REGISTER, to, from, 0, 0);
  }

  EbpfCode or(Register to, Register from) {
    return emit(ALU64 | OR | FROM_REGISTER, to, from, 0, 0);
  }

  EbpfCode and(Register to, int constant) {
    return emit(ALU64 | AND, to, Register.R0, 0, constant);
  }

  EbpfCode and(Register to, Register from) {
    return emit(ALU64 | AND | FROM_REGISTER, to, from, 0, 0);
  }

  EbpfCode shiftLeft(Register to, int bits) {
    return emit(ALU64 | SHIFT_LEFT, to, Register.R0, 0, bits);
  }

  EbpfCode shiftRight(Register to, int bits) {
    return emit(ALU64 | SHIFT_RIGHT, to, Register.R0, 0, bits);
  }

  EbpfCode load(Size size, Register to, Register base, int offset) {
    return emit(LOAD | MEMORY | size.bits, to, base, offset, 0);
  }

  EbpfCode store(Size size, Register base, int offset, Register from) {
    return emit(STORE | MEMORY | size.bits, base, from, offset, 0);
  }

  EbpfCode store(Size size, Register base, int offset, int constant) {
    return emit(STORE_CONSTANT | MEMORY | size.bits, base, Register.R0, offset, constant);
  }

  /** Adds to 64 bits of memory at once, whatever other processors do. */
  EbpfCode addAtomically(Register base, int offset, Register from) {
    return emit(STORE | ATOMIC | Size.LONG.bits, base, from, offset, ADD);
  }

  /** Swaps 64 bits of memory with a register at once, whatever other processors do. */
  EbpfCode exchange(Register base, int offset, Register with) {
    return emit(STORE | ATOMIC | Size.LONG.bits, base, with, offset, EXCHANGE);
  }

  EbpfCode jump(Label label) {
    instructions.add(new Instruction(JUMP, 0, 0, 0, 0, label));
    return this;
  }

  EbpfCode jump(If condition, Register value, int constant, Label label) {
    instructions.add(
        new Instruction(JUMP | condition.bits, value.ordinal(), 0, 0, constant, label));
    return this;
  }

  EbpfCode jump(If condition, Register value, Register other, Label label) {
    instructions.add(
        new Instruction(
            JUMP | condition.bits | FROM_REGISTER, value.ordinal(), other.ordinal(), 0, 0, label));
    return this;
  }

  /** The label is the next instruction. */
  EbpfCode here(Label label) {
    label.place = instructions.size();
    return this;
  }

  EbpfCode call(Helper helper) {
    return emit(JUMP | CALL, Register.R0, Register.R0, 0, helper.number);
  }

  /** Ends the program; a tracepoint wants 0 from it. */
  EbpfCode exit() {
    move(Register.R0, 0);
    return emit(JUMP | EXIT, Register.R0, Register.R0, 0, 0);
  }

  int size() {
    return instructions.size();
  }

  /** {@return the code as the kernel takes it} */
  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(instructions.size() * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (int i = 0; i < instructions.size(); i++) {
      Instruction each = instructions.get(i);
      int registers = little ? each.target | each.source << 4 : each.target << 4 | each.source;
      bytes.put((byte) each.code).put((byte) registers);
      bytes.putShort((short) (each.label == null ? each.offset : distance(each.label, i)));
      bytes.putInt(each.constant);
    }
    return bytes.array();
  }

  private static int distance(Label label, int from) {
    if (label.place < 0) {
      throw new IllegalStateException("a label that is nowhere");
    }
    return label.place - from - 1;
  }

  private EbpfCode emit(int code, Register target, Register source, int offset, int constant) {
    instructions.add(
        new Instruction(code, target.ordinal(), source.ordinal(), offset, constant, null));
    return this;
  }
}
