package callgate.kernel;

import static callgate.kernel.EbpfCode.Register.R1;
import static callgate.kernel.EbpfCode.Register.R2;

import callgate.kernel.EbpfCode.If;
import callgate.kernel.EbpfCode.Label;
import callgate.kernel.EbpfCode.Register;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Optional;

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

  /** R1: the slot of a call. R2 is lost. */
  static void slot(EbpfCode code, Register number, Register narrow, Label none) {
    code.move(R1, number)
        .and(R1, ~Abi.X32_BIT)
        .jump(If.AT_LEAST, R1, NUMBERS, none)
        .move(R2, number)
        .shiftRight(R2, 20)
        .and(R2, NUMBERS)
        .add(R1, R2)
        .move(R2, narrow)
        .shiftLeft(R2, 11)
        .add(R1, R2);
  }

  /** {@return the name of the calls in a slot; empty when they have none} */
  static Optional<String> name(int slot) {
    int number = number(slot);
    return Notification.abi(arch(isNarrow(slot)), number)
        .flatMap(abi -> Syscalls.name(abi, number));
  }

  /** {@return the number of the calls in a slot, as a filter sees it} */
  static int number(int slot) {
    return slot % NUMBERS | ((slot & NUMBERS) != 0 ? Abi.X32_BIT : 0);
  }
}
