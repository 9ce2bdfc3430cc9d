package callgate.live;

import callgate.kernel.Caller;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the numbers of call frame information (DWARF 5, section 7.6; LSB 5, section 10.5). */
final class FrameReader {
  static final int PC_RELATIVE_32 = 0x1b;
  private static final int ABSOLUTE = 0x00;
  private static final int UNSIGNED_32 = 0x03;
  private static final int SIGNED_32 = 0x0b;
  private static final int RELATIVE = 0x10;
  private static final int FORMAT = 0x0f;

  private final long start;
  private final ByteBuffer bytes;

  /** Reads memory of a process from an address on, at most {@code length} bytes. */
  FrameReader(Caller caller, long start, int length) {
    this.start = start;
    bytes = ByteBuffer.wrap(caller.memory(start, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** {@return the address that is read next} */
  long address() {
    return start + bytes.position();
  }

  boolean isBefore(long address) {
    return address() < address && bytes.hasRemaining();
  }

  void moveTo(long address) {
    long place = address - start;
    if (place < 0 || place > bytes.limit()) {
      throw new BufferUnderflowException();
    }
    bytes.position((int) place);
  }

  int u8() {
    return bytes.get() & 0xff;
  }

  int u16() {
    return bytes.getShort() & 0xffff;
  }

  long u32() {
    return bytes.getInt() & 0xffffffffL;
  }

  int s32() {
    return bytes.getInt();
  }

  long unsigned() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new BufferUnderflowException();
  }

  long signed() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        int bits = shift + 7;
        return bits < 64 && (next & 0x40) != 0 ? value | -1L << bits : value;
      }
    }
    throw new BufferUnderflowException();
  }

  /**
   * {@return an address}
   *
   * @param encoding how it is written: {@code DW_EH_PE_*}
   * @param wide whether addresses have 64 bits
   */
  long pointer(int encoding, boolean wide) {
    long here = address();
    long value =
        switch (encoding & FORMAT) {
          case ABSOLUTE -> wide ? bytes.getLong() : u32();
          case UNSIGNED_32 -> u32();
          case SIGNED_32 -> s32();
          default -> throw new UnknownFrame();
        };
    return (encoding & 0x70) == RELATIVE ? here + value : value;
  }

  /** {@return a text that ends with a zero byte} */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int next = u8(); next != 0; next = u8()) {
      text.append((char) next);
    }
    return text.toString();
  }

  /** The information is of a kind that is not read here, or there is none. */
  static final class UnknownFrame extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownFrame() {
      super(null, null, false, false);
    }
  }
}
