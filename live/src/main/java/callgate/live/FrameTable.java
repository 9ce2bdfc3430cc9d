package callgate.live;

import callgate.kernel.Caller;
import callgate.live.FrameReader.UnknownFrame;
import java.util.HashMap;
import java.util.Map;

/** The sorted table {@code .eh_frame_hdr}: which entry of {@code .eh_frame} is about a place. */
final class FrameTable {
  private static final int HEADER = 12;
  private static final int ENTRY = 8;
  private static final int TABLE_RELATIVE_32 = 0x3b;
  private static final int UNSIGNED_32 = 0x03;

  private FrameTable() {}

  /** {@return the address of the entry whose function starts last before a place} */
  static long find(long place, long table, Caller caller) {
    FrameReader header = new FrameReader(caller, table, HEADER);
    boolean known =
        header.u8() == 1
            && header.u8() == FrameReader.PC_RELATIVE_32
            && header.u8() == UNSIGNED_32
            && header.u8() == TABLE_RELATIVE_32;
    if (!known) {
      throw new UnknownFrame();
    }
    header.s32();
    long low = 0;
    long high = header.u32();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (table + entry(table, middle, caller).s32() <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0) {
      throw new UnknownFrame();
    }
    FrameReader found = entry(table, low - 1, caller);
    found.s32();
    return table + found.s32();
  }

  /**
   * {@return the address of the entry that is about a place, found one after the other: programs
   * without shared libraries have no table}
   *
   * @param start of {@code .eh_frame}
   * @param size of it
   */
  static long search(long place, long start, int size, boolean wide, Caller caller) {
    FrameReader reader = new FrameReader(caller, start, size);
    Map<Long, Integer> encodings = new HashMap<>();
    while (reader.isBefore(start + size)) {
      long entry = reader.address();
      long length = reader.u32();
      long end = reader.address() + length;
      long here = reader.address();
      long back = length == 0 ? 0 : reader.u32();
      if (back != 0) {
        int encoding =
            encodings.computeIfAbsent(
                here - back, common -> FrameRules.encoding(common, wide, caller));
        long first = reader.pointer(encoding, wide);
        if (Long.compareUnsigned(place - first, reader.pointer(encoding & 0x0f, wide)) < 0) {
          return entry;
        }
      }
      reader.moveTo(end);
    }
    throw new UnknownFrame();
  }

  private static FrameReader entry(long table, long index, Caller caller) {
    return new FrameReader(caller, table + HEADER + index * ENTRY, ENTRY);
  }
}
