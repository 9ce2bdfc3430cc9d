package callgate.kernel;

import java.util.List;

/**
 * Where a program's registers are at the border to the kernel, in {@code struct pt_regs}, and how
 * 32-bit calls are told from others.
 *
 * @param bytes how much of the structure to read
 * @param wide the offsets of a 64-bit call's arguments
 * @param narrow those of a 32-bit call, whose upper halves mean nothing
 * @param number the offset of the call's number
 * @param flags the member of {@code struct task_struct} that knows a 32-bit call
 * @param narrowBit by this bit
 */
record CallRegisters(
    int bytes, List<Integer> wide, List<Integer> narrow, int number, String flags, int narrowBit) {
  /**
   * arch/x86/include/asm/ptrace.h; {@code TS_COMPAT}: also {@code int 0x80} of a 64-bit program.
   */
  private static final CallRegisters X86_64 =
      new CallRegisters(
          168,
          List.of(112, 104, 96, 56, 72, 64),
          List.of(40, 88, 96, 104, 112, 32),
          120,
          "thread_info.status",
          2);

  /** arch/arm64/include/asm/ptrace.h, where register 0 is overwritten; {@code TIF_32BIT}. */
  private static final CallRegisters AARCH64 =
      new CallRegisters(
          288,
          List.of(272, 8, 16, 24, 32, 40),
          List.of(272, 8, 16, 24, 32, 40),
          280,
          "thread_info.flags",
          1 << 22);

  /** {@return those of the machine that this JVM runs on} */
  static CallRegisters ofThisMachine() {
    return MachineCode.Machine.CURRENT == MachineCode.Machine.AARCH64 ? AARCH64 : X86_64;
  }
}
