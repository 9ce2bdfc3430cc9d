package callgate.learn.incident;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The start of a core dump: an ELF header and a table of segments (elf(5)).
 *
 * @param wide whether it is one of a 64-bit program
 * @param order its byte order
 * @param machine an {@code EM_*} value
 * @param segments in the order of the file
 */
record CoreHeader(boolean wide, ByteOrder order, int machine, List<Segment> segments) {
  private static final int MAGIC = 0x7f454c46;
  private static final int CORE = 4;
  private static final int MOST_SEGMENTS = 0xffff;
  private static final int LARGEST_ROW = 256;
  private static final int LOAD = 1;
  private static final int NOTE = 4;

  /** Part of the file, and where it was in memory. */
  record Segment(int type, long offset, long address, long size) {
    boolean isNote() {
      return type == NOTE;
    }
  }

  static CoreHeader read(String name, ForwardBytes bytes) throws IOException {
    ByteBuffer header = bytes.read(64);
    if (header.limit() < 52 || header.getInt(0) != MAGIC) {
      throw new BadInput(Position.of(name), "this is no core dump");
    }
    boolean wide = header.get(4) == 2;
    ByteOrder order = header.get(5) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    header.order(order);
    if (header.getShort(16) != CORE || (wide && header.limit() < 64)) {
      throw new BadInput(
          Position.of(name), "this is a program, not the core dump that one left when it died");
    }
    int machine = Short.toUnsignedInt(header.getShort(18));
    long table = wide ? header.getLong(32) : Integer.toUnsignedLong(header.getInt(28));
    int size = Short.toUnsignedInt(header.getShort(wide ? 54 : 42));
    int count = Short.toUnsignedInt(header.getShort(wide ? 56 : 44));
    return new CoreHeader(wide, order, machine, segments(name, bytes, header, table, size, count));
  }

  private static List<Segment> segments(
      String name, ForwardBytes bytes, ByteBuffer header, long table, int size, int count)
      throws IOException {
    boolean wide = header.get(4) == 2;
    int least = wide ? 56 : 32;
    ByteBuffer rows = null;
    if (size >= least && size <= LARGEST_ROW && count > 0 && count < MOST_SEGMENTS) {
      if (!wide && table == 52) {
        rows = joined(header, bytes.read(size * count - 12), size * count);
      } else if (bytes.skipTo(table)) {
        rows = bytes.read(size * count);
      }
    }
    if (rows == null || rows.limit() < size * count) {
      throw new BadInput(Position.of(name), "this core dump is cut short, or damaged");
    }
    rows.order(header.order());
    List<Segment> segments = new ArrayList<>();
    for (int at = 0; at < size * count; at += size) {
      segments.add(
          wide
              ? new Segment(
                  rows.getInt(at),
                  rows.getLong(at + 8),
                  rows.getLong(at + 16),
                  rows.getLong(at + 32))
              : new Segment(
                  rows.getInt(at),
                  Integer.toUnsignedLong(rows.getInt(at + 4)),
                  Integer.toUnsignedLong(rows.getInt(at + 8)),
                  Integer.toUnsignedLong(rows.getInt(at + 16))));
    }
    return segments;
  }

  /** A 32-bit header has 52 bytes: the table starts within what was read as one. */
  private static ByteBuffer joined(ByteBuffer header, ByteBuffer rest, int size) {
    ByteBuffer all = ByteBuffer.allocate(Math.min(size, 12 + rest.limit()));
    all.put(header.slice(52, Math.min(12, header.limit() - 52)));
    all.put(rest);
    return all.flip();
  }

  /** {@return where in the file the memory at an address is; empty when it is not there} */
  OptionalLong offset(long address) {
    for (Segment segment : segments) {
      long into = address - segment.address;
      if (segment.type == LOAD && into >= 0 && into < segment.size) {
        return OptionalLong.of(segment.offset + into);
      }
    }
    return OptionalLong.empty();
  }
}
