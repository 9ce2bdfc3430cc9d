package callgate.kernel;

import java.util.Optional;

/**
 * A thread that stands still in the middle of a system call. What its other threads do to its
 * memory meanwhile nobody can know: what is read here is good for showing, never for deciding.
 */
public interface Caller {
  /** {@return the thread that made the call} */
  int thread();

  /**
   * {@return as much as can be read of the caller's memory at an address, at most {@code length}
   * bytes}
   */
  byte[] memory(long address, int length);

  /**
   * {@return the string at an address, without its zero byte; nothing when there is none of at most
   * 4095 bytes}
   */
  Optional<String> string(long address);
}
