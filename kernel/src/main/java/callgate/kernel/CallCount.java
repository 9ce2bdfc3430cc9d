package callgate.kernel;

import callgate.syscall.Abi;
import java.util.Optional;

/**
 * How often a call was made.
 *
 * @param arch an {@code AUDIT_ARCH_*} value
 * @param number as a filter sees it
 */
public record CallCount(int arch, int number, long count) {
  /** {@return the ABI of the call, if it is one of this project's} */
  public Optional<Abi> abi() {
    return Notification.abi(arch, number);
  }
}
