package callgate.kernel;

/** What the kernel has logged and still remembers: its ring buffer, as dmesg(1) shows it. */
public final class KernelLog {
  /** SYSLOG_ACTION_READ_ALL of include/linux/syslog.h. */
  private static final int READ_ALL = 3;

  /** SYSLOG_ACTION_SIZE_BUFFER. */
  private static final int SIZE = 10;

  /** No kernel's ring buffer is larger (CONFIG_LOG_BUF_SHIFT is at most 25). */
  private static final long LARGEST = 1 << 26;

  private KernelLog() {}

  /**
   * {@return its lines, such as {@code <5>[ 12.345678] audit: type=1326 ...}}
   *
   * @throws NotSupported where this user may not read it
   */
  public static byte[] read() {
    long size = SystemCall.SYSLOG.call(SIZE);
    if (size <= 0 || size > LARGEST) {
      throw refused(size);
    }
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct buffer = memory.struct(size);
      long read = SystemCall.SYSLOG.call(READ_ALL, buffer.address(), size);
      if (read < 0) {
        throw refused(read);
      }
      byte[] text = new byte[(int) read];
      buffer.bytes().get(0, text);
      return text;
    }
  }

  private static NotSupported refused(long result) {
    return new NotSupported(
        result == Errors.EPERM
            ? "the kernel's log is for root (sysctl kernel.dmesg_restrict)"
            : "the kernel's log can't be read: " + Errors.describe(result));
  }
}
