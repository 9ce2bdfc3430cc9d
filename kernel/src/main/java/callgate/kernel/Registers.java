package callgate.kernel;

import callgate.decision.Call;
import callgate.syscall.Abi;

/** The registers of a stopped thread on x86_64. */
public final class Registers {
  /** {@code struct user_regs_struct} (sys/user.h): 27 longs. */
  static final int BYTES = 27 * Long.BYTES;

  static final int RESULT_OFFSET = 10 * Long.BYTES;
  static final int NUMBER_OFFSET = 15 * Long.BYTES;

  /** Where in that structure the registers are, in the order of {@link #values}. */
  private static final int[] PLACES = {10, 12, 11, 5, 13, 14, 4, 19, 9, 8, 7, 6, 3, 2, 1, 0, 16};

  public static final int RBP = 6;
  public static final int RSP = 7;
  public static final int RIP = 16;

  /** Which registers the arguments are in: rdi, rsi, rdx, r10, r8, r9. */
  private static final int[] ARGUMENTS = {5, 4, 1, 10, 8, 9};

  /** The same for {@code int 0x80}: ebx, ecx, edx, esi, edi, ebp. */
  private static final int[] ARGUMENTS_32 = {3, 2, 1, 4, 5, 6};

  private final long[] values;
  private final int number;

  private Registers(long[] values, int number) {
    this.values = values;
    this.number = number;
  }

  static Registers of(Memory.Struct struct) {
    long[] values = new long[PLACES.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = struct.getLong(PLACES[i] * Long.BYTES);
    }
    return new Registers(values, (int) struct.getLong(NUMBER_OFFSET));
  }

  /**
   * {@return the registers by their numbers in debugging information: rax, rdx, rcx, rbx, rsi, rdi,
   * rbp, rsp, r8 to r15, and where the thread executes (System V ABI, figure 3.36)}
   */
  public long[] values() {
    return values.clone();
  }

  /** {@return the call that these registers made, on an ABI} */
  Call call(int arch) {
    boolean compat = arch == Abi.X86.auditArch();
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      long value = values[(compat ? ARGUMENTS_32 : ARGUMENTS)[i]];
      arguments[i] = compat ? value & 0xffffffffL : value;
    }
    return Call.of(arch, number, values[RIP], arguments);
  }
}
