package callgate.kernel;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Filters written by hand, so that these tests depend on no compiler. */
final class RawFilters {
  static final int ALLOW = 0x7fff0000;
  static final int LOG = 0x7ffc0000;
  static final int ERRNO = 0x00050000;
  static final int TRAP = 0x00030000;
  static final int KILL_THREAD = 0;
  static final int KILL_PROCESS = 0x80000000;
  static final int USER_NOTIF = 0x7fc00000;

  private static final short LD_ABS = 0x20;
  private static final short JEQ_K = 0x15;
  private static final short RET_K = 0x06;

  private RawFilters() {}

  /** {@return a filter that returns that value for every call} */
  static Filter always(int value) {
    return filter(instruction(RET_K, 0, 0, value));
  }

  /** {@return a filter that returns that value for one number, and ALLOW for all others} */
  static Filter only(int number, int value) {
    return filter(
        instruction(LD_ABS, 0, 0, 0),
        instruction(JEQ_K, 0, 1, number),
        instruction(RET_K, 0, 0, value),
        instruction(RET_K, 0, 0, ALLOW));
  }

  private static byte[] instruction(short code, int ifTrue, int ifFalse, int k) {
    byte[] bytes = new byte[8];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.nativeOrder())
        .putShort(code)
        .put((byte) ifTrue)
        .put((byte) ifFalse)
        .putInt(k);
    return bytes;
  }

  private static Filter filter(byte[]... instructions) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (byte[] instruction : instructions) {
      code.writeBytes(instruction);
    }
    return Filter.of(code.toByteArray(), 0);
  }
}
