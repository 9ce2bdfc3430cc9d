package callgate.live;

import callgate.kernel.Caller;
import callgate.live.Mappings.Mapping;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Names for addresses, from the files that are mapped there; each file is read once. */
final class Symbols {
  private final Map<String, Optional<SymbolFile>> files = new HashMap<>();

  /**
   * {@return the frame at a place}
   *
   * @param within an address in the instruction that is executed there
   */
  NativeFrame frame(
      long place, long within, Mappings mappings, Caller caller, NativeFrame.Found found) {
    Optional<Mapping> mapping = mappings.at(within).filter(each -> !each.file().isEmpty());
    if (mapping.isEmpty()) {
      return new NativeFrame(place, "", 0, Optional.empty(), 0, Optional.empty(), found);
    }
    String name = mapping.get().file();
    Optional<SymbolFile> file = file(name, caller);
    long bias =
        mappings
            .beginning(mapping.get())
            .flatMap(start -> ElfInMemory.at(start.start(), caller))
            .map(ElfInMemory::bias)
            .orElse(mapping.get().start() - mapping.get().offset());
    Optional<SymbolFile.Function> function = file.flatMap(known -> known.at(within - bias));
    return new NativeFrame(
        place,
        name,
        place - bias,
        function.map(SymbolFile.Function::name),
        function.map(known -> place - bias - known.start()).orElse(0L),
        file.flatMap(SymbolFile::buildId),
        found);
  }

  /** {@return a file that a process has mapped under that name} */
  Optional<SymbolFile> file(String name, Caller caller) {
    return name.startsWith("/")
        ? files.computeIfAbsent(name, _ -> SymbolFile.read(path(caller, name)))
        : Optional.empty();
  }

  /** The file as the process sees it: it may be in a container. */
  private static Path path(Caller caller, String name) {
    return Path.of("/proc/" + caller.thread() + "/root" + name);
  }
}
