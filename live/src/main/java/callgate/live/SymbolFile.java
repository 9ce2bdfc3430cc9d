package callgate.live;

import callgate.live.ElfSections.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions and data that an ELF file names, and its build id. Names are looked up when they
 * are wanted: a file may have a hundred thousand.
 *
 * @param functions by their addresses, ascending
 * @param names of functions
 * @param data that it exports: addresses by names
 * @param frames where it says how to find callers
 */
record SymbolFile(
    List<Symbol> functions,
    ByteBuffer names,
    Map<String, Long> data,
    Optional<String> buildId,
    Optional<Frames> frames) {
  private static final int STT_NOTYPE = 0;
  private static final int STT_OBJECT = 1;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;
  private static final int NT_GNU_BUILD_ID = 3;
  private static final int GNU = 0x00554e47;
  private static final long MOST_FRAME_BYTES = 1 << 24;

  /** A function at an address of the file's own. */
  record Function(String name, long start) {}

  /** The section {@code .eh_frame} at an address of the file's own. */
  record Frames(long start, int size) {}

  private record Symbol(int name, int type, long start, long size) {
    boolean isFunction() {
      return size > 0 && (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
    }
  }

  /** {@return what a file says; nothing where it is no ELF file, or a broken one} */
  static Optional<SymbolFile> read(Path path) {
    if (!Files.isRegularFile(path)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(path)) {
      return Optional.of(read(ElfSections.of(channel)));
    } catch (IOException | RuntimeException broken) { // whatever hostile bytes lead to
      return Optional.empty();
    }
  }

  private static SymbolFile read(ElfSections file) throws IOException {
    Optional<Section> exported = file.ofType(ElfSections.DYNAMIC_SYMBOLS);
    Optional<Section> all = file.ofType(ElfSections.SYMBOLS).or(() -> exported);
    List<Symbol> functions = new ArrayList<>();
    ByteBuffer names = ByteBuffer.allocate(0);
    if (all.isPresent()) {
      names = file.bytes(file.linked(all.get()));
      symbols(file, all.get()).stream().filter(Symbol::isFunction).forEach(functions::add);
      functions.sort(Comparator.comparingLong(Symbol::start));
    }
    Map<String, Long> data = new HashMap<>();
    if (exported.isPresent()) {
      ByteBuffer exportedNames = file.bytes(file.linked(exported.get()));
      for (Symbol symbol : symbols(file, exported.get())) {
        if (symbol.type == STT_OBJECT) {
          data.put(ElfSections.text(exportedNames, symbol.name), symbol.start);
        }
      }
    }
    return new SymbolFile(functions, names, data, buildId(file), frames(file));
  }

  /** {@return the symbols of a table that are defined in this file and have names} */
  private static List<Symbol> symbols(ElfSections file, Section table) throws IOException {
    ByteBuffer bytes = file.bytes(table);
    boolean wide = file.wide();
    List<Symbol> symbols = new ArrayList<>();
    for (int at = 0; at < bytes.limit(); at += wide ? 24 : 16) {
      int name = bytes.getInt(at);
      int section = bytes.getShort(at + (wide ? 6 : 14));
      long start = wide ? bytes.getLong(at + 8) : bytes.getInt(at + 4) & 0xffffffffL;
      if (name != 0 && section != 0 && start != 0) {
        int type = bytes.get(at + (wide ? 4 : 12)) & 0xf;
        long size = wide ? bytes.getLong(at + 16) : bytes.getInt(at + 8) & 0xffffffffL;
        symbols.add(new Symbol(name, type, start, size));
      }
    }
    return symbols;
  }

  private static Optional<Frames> frames(ElfSections file) {
    return file.named(".eh_frame")
        .filter(section -> section.size() <= MOST_FRAME_BYTES)
        .map(section -> new Frames(section.address(), (int) section.size()));
  }

  /** A note: length of its owner's name, length of what it says, type, owner, and that. */
  private static Optional<String> buildId(ElfSections file) throws IOException {
    for (Section section : file.notes()) {
      ByteBuffer notes = file.bytes(section);
      while (notes.remaining() > 16) {
        int at = notes.position();
        int owner = notes.getInt(at);
        int length = notes.getInt(at + 4);
        if (notes.getInt(at + 8) == NT_GNU_BUILD_ID && owner == 4 && notes.getInt(at + 12) == GNU) {
          byte[] id = new byte[length];
          notes.get(at + 16, id);
          return Optional.of(HexFormat.of().formatHex(id));
        }
        notes.position(at + 12 + ((owner + 3) & -4) + ((length + 3) & -4));
      }
    }
    return Optional.empty();
  }

  /** {@return the function that an address is in} */
  Optional<Function> at(long address) {
    int low = 0;
    int high = functions.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (functions.get(middle).start <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low - 1; i >= 0 && i > low - 8; i--) {
      Symbol function = functions.get(i);
      if (address < function.start + function.size) {
        return Optional.of(new Function(ElfSections.text(names, function.name), function.start));
      }
    }
    return Optional.empty();
  }
}
