package callgate.live;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sections of an ELF file (elf(5)), of 32 or 64 bits, of a little-endian machine. */
final class ElfSections {
  static final int SYMBOLS = 2;
  static final int NOTES = 7;
  static final int DYNAMIC_SYMBOLS = 11;

  private static final int MAGIC = 0x464c457f;
  private static final int HEADER = 64;
  private static final int MOST_SECTIONS = 1 << 12;
  private static final long LARGEST = 1L << 28;

  private final FileChannel file;
  private final boolean wide;
  private final List<Section> all;
  private final ByteBuffer names;

  private ElfSections(FileChannel file, boolean wide, List<Section> all, ByteBuffer names) {
    this.file = file;
    this.wide = wide;
    this.all = all;
    this.names = names;
  }

  /**
   * A section.
   *
   * @param name where its name is among the names
   * @param address the file's own
   * @param place in the file
   * @param link the number of another section, which it needs
   */
  record Section(int name, int type, long address, long place, long size, int link) {}

  /**
   * {@return the sections of a file}
   *
   * @throws IOException when there are none that can be read
   */
  static ElfSections of(FileChannel file) throws IOException {
    ByteBuffer header = bytes(file, 0, HEADER);
    if (header.getInt(0) != MAGIC) {
      throw new EOFException();
    }
    boolean wide = header.get(4) == 2;
    long place = wide ? header.getLong(40) : header.getInt(32) & 0xffffffffL;
    int size = header.getShort(wide ? 58 : 46) & 0xffff;
    int count = Math.min(MOST_SECTIONS, header.getShort(wide ? 60 : 48) & 0xffff);
    ByteBuffer table = bytes(file, place, (long) size * count);
    List<Section> all = new ArrayList<>();
    for (int at = 0; at < table.limit(); at += size) {
      all.add(wide ? wide(table, at) : narrow(table, at));
    }
    Section names = all.get(header.getShort(wide ? 62 : 50) & 0xffff);
    return new ElfSections(file, wide, all, bytes(file, names.place, names.size));
  }

  private static Section wide(ByteBuffer table, int at) {
    return new Section(
        table.getInt(at),
        table.getInt(at + 4),
        table.getLong(at + 16),
        table.getLong(at + 24),
        table.getLong(at + 32),
        table.getInt(at + 40));
  }

  private static Section narrow(ByteBuffer table, int at) {
    return new Section(
        table.getInt(at),
        table.getInt(at + 4),
        table.getInt(at + 12) & 0xffffffffL,
        table.getInt(at + 16) & 0xffffffffL,
        table.getInt(at + 20) & 0xffffffffL,
        table.getInt(at + 24));
  }

  boolean wide() {
    return wide;
  }

  Optional<Section> ofType(int type) {
    return all.stream().filter(each -> each.type == type).findFirst();
  }

  List<Section> notes() {
    return all.stream().filter(each -> each.type == NOTES).toList();
  }

  /** {@return the section that another one needs} */
  Section linked(Section from) {
    return all.get(from.link);
  }

  Optional<Section> named(String name) {
    return all.stream().filter(each -> text(names, each.name).equals(name)).findFirst();
  }

  /** {@return a text in a section of texts, each of which ends with a zero byte} */
  static String text(ByteBuffer texts, int place) {
    int end = place;
    while (end < texts.limit() && texts.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - place];
    texts.get(place, text);
    return Texts.of(text);
  }

  /** {@return what is in a section} */
  ByteBuffer bytes(Section section) throws IOException {
    return bytes(file, section.place, section.size);
  }

  private static ByteBuffer bytes(FileChannel file, long place, long size) throws IOException {
    if (place < 0 || size < 0 || size > LARGEST || place + size > file.size()) {
      throw new EOFException();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && file.read(bytes, place + bytes.position()) >= 0) {}
    return bytes.flip();
  }
}
