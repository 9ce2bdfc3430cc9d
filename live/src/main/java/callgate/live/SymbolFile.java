package callgate.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfNoteSection;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSegment;
import net.fornwall.jelf.ElfSymbol;
import net.fornwall.jelf.ElfSymbolTableSection;
import org.jspecify.annotations.Nullable;

/**
 * The functions that an ELF file names, and its build id.
 *
 * @param functions by their addresses, ascending
 * @param frames where it says how to find callers
 */
record SymbolFile(List<Function> functions, Optional<String> buildId, Optional<Frames> frames) {
  private static final int STT_NOTYPE = 0;
  private static final int STT_FUNC = 2;
  private static final int STT_GNU_IFUNC = 10;
  private static final int PT_NOTE = 4;
  private static final int NT_GNU_BUILD_ID = 3;
  private static final long MOST_FRAME_BYTES = 1 << 24;
  private static final long LARGEST = 1L << 30;

  /** A function at an address of the file's own. */
  record Function(String name, long start, long size) {}

  /** The section {@code .eh_frame} at an address of the file's own. */
  record Frames(long start, int size) {}

  /** {@return what a file says; nothing where it is no ELF file, or a broken one} */
  static Optional<SymbolFile> read(Path path) {
    try {
      if (!Files.isRegularFile(path) || Files.size(path) > LARGEST) {
        return Optional.empty();
      }
      ElfFile file = ElfFile.from(path);
      return Optional.of(new SymbolFile(functions(file), buildId(file), frames(file)));
    } catch (IOException | RuntimeException broken) { // whatever hostile bytes do to the library
      return Optional.empty();
    }
  }

  private static List<Function> functions(ElfFile file) {
    @Nullable ElfSymbolTableSection table = file.getSymbolTableSection();
    if (table == null) {
      table = file.getDynamicSymbolTableSection();
    }
    List<Function> functions = new ArrayList<>();
    if (table != null) {
      for (ElfSymbol symbol : table.symbols) {
        int type = symbol.getType();
        boolean code = type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE;
        if (code && symbol.st_value != 0 && symbol.st_size > 0 && symbol.st_shndx != 0) {
          @Nullable String name = symbol.getName();
          if (name != null && !name.isEmpty()) {
            functions.add(new Function(name, symbol.st_value, symbol.st_size));
          }
        }
      }
    }
    functions.sort(Comparator.comparingLong(Function::start));
    return functions;
  }

  private static Optional<Frames> frames(ElfFile file) {
    @Nullable ElfSection section = file.firstSectionByName(".eh_frame");
    if (section == null || section.header.sh_size > MOST_FRAME_BYTES) {
      return Optional.empty();
    }
    return Optional.of(new Frames(section.header.sh_addr, (int) section.header.sh_size));
  }

  private static Optional<String> buildId(ElfFile file) {
    for (ElfSegment segment : file.segmentsOfType(PT_NOTE)) {
      for (ElfNoteSection.ElfNote note : segment.notes()) {
        if (note.type == NT_GNU_BUILD_ID && "GNU".equals(note.name)) {
          return Optional.of(HexFormat.of().formatHex(note.descriptorBytes()));
        }
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
      Function function = functions.get(i);
      if (address < function.start + function.size) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }
}
