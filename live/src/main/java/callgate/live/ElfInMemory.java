package callgate.live;

import callgate.kernel.Caller;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * An ELF file as it is mapped into a process (elf(5)): where it is, and where its table for finding
 * callers is.
 *
 * @param bias what is added to the file's own addresses
 * @param wide whether it is a 64-bit one
 * @param frameTable the address of {@code .eh_frame_hdr}; 0 when it has none
 */
record ElfInMemory(long bias, boolean wide, long frameTable) {
  private static final int HEADER = 64;
  private static final int PT_LOAD = 1;
  private static final int PT_GNU_EH_FRAME = 0x6474e550;
  private static final int MOST_SEGMENTS = 64;

  /**
   * {@return the file whose first bytes are at an address}
   *
   * @param caller the process
   */
  static Optional<ElfInMemory> at(long address, Caller caller) {
    ByteBuffer header = words(caller.memory(address, HEADER));
    if (header.remaining() < HEADER || header.getInt(0) != 0x464c457f) {
      return Optional.empty();
    }
    boolean wide = header.get(4) == 2;
    long place = wide ? header.getLong(32) : header.getInt(28) & 0xffffffffL;
    int size = header.getShort(wide ? 54 : 42) & 0xffff;
    int count = Math.min(MOST_SEGMENTS, header.getShort(wide ? 56 : 44) & 0xffff);
    ByteBuffer segments = words(caller.memory(address + place, size * count));
    long bias = address;
    long table = 0;
    boolean loaded = false;
    for (int at = 0; size >= (wide ? 24 : 12) && at + size <= segments.limit(); at += size) {
      int type = segments.getInt(at);
      long start = wide ? segments.getLong(at + 16) : segments.getInt(at + 8) & 0xffffffffL;
      if (type == PT_LOAD && !loaded) {
        bias = address - (start & -4096L);
        loaded = true;
      } else if (type == PT_GNU_EH_FRAME) {
        table = start;
      }
    }
    return Optional.of(new ElfInMemory(bias, wide, table == 0 ? 0 : table + bias));
  }

  private static ByteBuffer words(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
