package callgate.live;

import callgate.kernel.Caller;
import callgate.live.Mappings.Mapping;
import callgate.live.hotspot.HotSpot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Java VMs of the processes that are looked at; each is got to know once. */
final class JavaVms {
  static final String LIBRARY = "libjvm.so";

  private final Map<Mapping, Optional<HotSpot>> known = new HashMap<>();
  private final Symbols symbols;

  JavaVms(Symbols symbols) {
    this.symbols = symbols;
  }

  /** {@return the VM that runs in a process} */
  Optional<HotSpot> of(Caller caller, Mappings mappings) {
    return mappings
        .sharedObject(LIBRARY)
        .flatMap(library -> known.computeIfAbsent(library, _ -> read(library, caller)));
  }

  private Optional<HotSpot> read(Mapping library, Caller caller) {
    Optional<SymbolFile> file = symbols.file(library.file(), caller);
    Optional<ElfInMemory> loaded = ElfInMemory.at(library.start(), caller);
    if (file.isEmpty() || loaded.isEmpty()) {
      return Optional.empty();
    }
    return HotSpot.of(
        caller,
        name -> {
          @Nullable Long place = file.get().data().get(name);
          return place == null ? 0 : loaded.get().bias() + place;
        });
  }
}
