package callgate.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is mapped where in a process (proc_pid_maps(5)). */
final class Mappings {
  private final List<Mapping> all;

  private Mappings(List<Mapping> all) {
    this.all = all;
  }

  /**
   * A range of addresses.
   *
   * @param end exclusive
   * @param offset in the file
   * @param file or a name in brackets; empty when there is none
   */
  record Mapping(long start, long end, boolean executable, long offset, String file) {
    boolean contains(long address) {
      return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }
  }

  /** {@return the mappings of a process; none when it is gone} */
  static Mappings of(int thread) {
    List<Mapping> all = new ArrayList<>();
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + thread + "/maps"));
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isEmpty()) {
          all.add(mapping(line));
        }
      }
    } catch (IOException gone) {
      return new Mappings(List.of());
    }
    return new Mappings(all);
  }

  private static Mapping mapping(String line) {
    String[] parts = line.split(" +", 6);
    String[] range = parts[0].split("-", 2);
    return new Mapping(
        Long.parseUnsignedLong(range[0], 16),
        Long.parseUnsignedLong(range[1], 16),
        parts[1].indexOf('x') >= 0,
        Long.parseUnsignedLong(parts[2], 16),
        parts.length > 5 ? parts[5] : "");
  }

  /** {@return what is mapped at an address} */
  Optional<Mapping> at(long address) {
    return all.stream().filter(each -> each.contains(address)).findFirst();
  }

  /** {@return the mapping of the beginning of a library} */
  Optional<Mapping> sharedObject(String name) {
    return all.stream()
        .filter(each -> each.offset == 0 && each.file.endsWith("/" + name))
        .findFirst();
  }

  /** {@return the mapping of the beginning of the file that a mapping is of} */
  Optional<Mapping> beginning(Mapping of) {
    @Nullable Mapping best = null;
    for (Mapping each : all) {
      boolean before = Long.compareUnsigned(each.start, of.start) <= 0;
      if (before && each.offset == 0 && each.file.equals(of.file)) {
        best = each;
      }
    }
    return Optional.ofNullable(best);
  }
}
