package callgate.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A filter as the kernel takes it: {@code struct sock_filter[]} in this machine's byte order, and
 * the flags of {@code seccomp(2)}.
 */
public final class Filter {
  static final int INSTRUCTION_BYTES = 8;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SET_MODE_FILTER = 1;
  private static final int RET_K = 0x06;
  private static final int RET_USER_NOTIF = 0x7fc00000;

  private final byte[] code;
  private final int flags;

  private Filter(byte[] code, int flags) {
    this.code = code;
    this.flags = flags;
  }

  /**
   * {@return a filter of these instructions}
   *
   * @param code eight bytes an instruction, in this machine's byte order
   * @param flags {@code SECCOMP_FILTER_FLAG_*} that the author wants
   */
  public static Filter of(byte[] code, int flags) {
    if (code.length == 0 || code.length % INSTRUCTION_BYTES != 0) {
      throw new IllegalArgumentException("a filter is a whole number of instructions of 8 bytes");
    }
    return new Filter(code.clone(), flags);
  }

  /** {@return the filter that sends every call to the supervisor} */
  public static Filter notifying() {
    ByteBuffer code = ByteBuffer.allocate(INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    return new Filter(
        code.putShort((short) RET_K).putShort((short) 0).putInt(RET_USER_NOTIF).array(), 0);
  }

  /**
   * {@return the steps that install it on the thread which makes them} The thread gives up gaining
   * privileges through {@code execve}: the kernel demands that of unprivileged users, and a
   * privileged program that a filter confuses is what it protects from (prctl(2),
   * PR_SET_NO_NEW_PRIVS).
   *
   * @param moreFlags added to the author's
   */
  List<Step> steps(Memory memory, int moreFlags) {
    return List.of(
        Step.must(SystemCall.PRCTL, "give up new privileges", PR_SET_NO_NEW_PRIVS, 1),
        Step.must(
            SystemCall.SECCOMP,
            "install the filter",
            SET_MODE_FILTER,
            flags | moreFlags,
            fprog(memory)));
  }

  int flags() {
    return flags;
  }

  int instructions() {
    return code.length / INSTRUCTION_BYTES;
  }

  /**
   * {@return the address of a {@code struct sock_fprog} (unsigned short len; struct sock_filter
   * *filter)}
   */
  long fprog(Memory memory) {
    return memory
        .struct(16)
        .putInt(
            0,
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? instructions()
                : instructions() << 16)
        .putLong(8, memory.bytes(code))
        .address();
  }
}
