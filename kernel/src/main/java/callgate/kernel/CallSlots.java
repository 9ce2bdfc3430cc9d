package callgate.kernel;

import callgate.syscall.Abi;

/**
 * Numbers the calls that programs in the kernel count in arrays: for each of the machine's two
 * {@code arch} values, numbers below 1024, without and with bit 30.
 *
 * <pre>
 * slot = number without bit 30 | bit 30 &lt;&lt; 10 | 32-bit call &lt;&lt; 11
 * </pre>
 */
final class CallSlots {
  static final int NUMBERS = 1024;
  static final int ALL = 4 * NUMBERS;

  private CallSlots() {}

  /** {@return the {@code arch} value of calls in a slot} */
  static int arch(boolean narrow) {
    Abi host = Abi.host();
    if (!narrow) {
      return host.auditArch();
    }
    return host == Abi.AARCH64 ? Abi.ARM.auditArch() : Abi.X86.auditArch();
  }

  static boolean isNarrow(int slot) {
    return slot >= 2 * NUMBERS;
  }

  /** {@return the number of the calls in a slot, as a filter sees it} */
  static int number(int slot) {
    return slot % NUMBERS | ((slot & NUMBERS) != 0 ? Abi.X32_BIT : 0);
  }
}
