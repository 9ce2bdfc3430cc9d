package callgate.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter that the kernel accepts: what seccomp_check_filter (kernel/seccomp.c) and
 * bpf_check_classic (net/core/filter.c) ask for holds for every instance.
 */
public final class Program {
  /** The most instructions of one filter ({@code BPF_MAXINSNS}). */
  public static final int MAX_LENGTH = 4096;

  /** The size of {@code struct seccomp_data} in bytes: what {@code LD_LEN} loads. */
  public static final int DATA_LENGTH = 64;

  /** How many words of scratch memory there are ({@code BPF_MEMWORDS}). */
  public static final int SCRATCH_WORDS = 16;

  private static final int INSTRUCTION_BYTES = 8;

  private final Instruction[] instructions;

  private Program(Instruction[] instructions) {
    this.instructions = instructions;
  }

  /**
   * {@return a program}
   *
   * @throws InvalidProgram when the kernel would refuse it
   */
  public static Program of(List<Instruction> instructions) {
    Instruction[] copy = instructions.toArray(new Instruction[0]);
    Verification.check(copy);
    return new Program(copy);
  }

  /**
   * {@return the program in a raw filter, {@code struct sock_filter[]}}
   *
   * @throws InvalidProgram when it is none
   */
  public static Program read(byte[] raw, ByteOrder order) {
    if (raw.length % INSTRUCTION_BYTES != 0) {
      throw new InvalidProgram(-1, "a raw filter is a multiple of 8 bytes long, not " + raw.length);
    }
    int length = raw.length / INSTRUCTION_BYTES;
    if (length > MAX_LENGTH) {
      throw new InvalidProgram(-1, "a filter has at most 4096 instructions, not " + length);
    }
    ByteBuffer buffer = ByteBuffer.wrap(raw).order(order);
    List<Instruction> instructions = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      int code = Short.toUnsignedInt(buffer.getShort());
      int jt = Byte.toUnsignedInt(buffer.get());
      int jf = Byte.toUnsignedInt(buffer.get());
      int k = buffer.getInt();
      @Nullable Opcode opcode = Opcode.of(code);
      if (opcode == null) {
        throw new InvalidProgram(
            i, "seccomp has no instruction with code 0x" + Integer.toHexString(code));
      }
      boolean branch = opcode.kind() == Opcode.Kind.BRANCH;
      instructions.add(new Instruction(opcode, branch ? jt : 0, branch ? jf : 0, k));
    }
    return of(instructions);
  }

  /**
   * {@return {@code struct sock_filter[]}, as seccomp(2), bubblewrap, minijail and crun take it}
   */
  public byte[] write(ByteOrder order) {
    ByteBuffer buffer = ByteBuffer.allocate(instructions.length * INSTRUCTION_BYTES).order(order);
    for (Instruction instruction : instructions) {
      buffer.putShort((short) instruction.opcode().code());
      buffer.put((byte) instruction.jt()).put((byte) instruction.jf());
      buffer.putInt(instruction.k());
    }
    return buffer.array();
  }

  /** {@return the number of instructions} */
  public int size() {
    return instructions.length;
  }

  public Instruction at(int index) {
    return instructions[index];
  }

  public List<Instruction> instructions() {
    return List.of(instructions);
  }
}
