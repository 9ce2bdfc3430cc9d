package callgate.live.hotspot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A compiled method, and what was inlined into it ({@code nmethod.hpp}). */
record CompiledMethod(CodeBlob code, Vm vm) {
  private static final int MOST_DESCRIPTIONS = 1 << 16;
  private static final int MOST_INLINED = 64;
  private static final long WORD = Long.BYTES;

  /** {@return what a place in it is in, the innermost method first} */
  List<StackTraceElement> at(long place) {
    JavaMethod method = new JavaMethod(method(), vm);
    try {
      List<StackTraceElement> inlined = inlined(place);
      if (!inlined.isEmpty()) {
        return inlined;
      }
    } catch (UnknownVm unknown) {
      // The method itself is certain; what may be inlined, and the line, are only desirable.
    }
    return List.of(method.at(-1));
  }

  private long method() {
    return vm.get(
        code.start(), vm.has("nmethod::_method") ? "nmethod::_method" : "CompiledMethod::_method");
  }

  private List<StackTraceElement> inlined(long place) {
    List<StackTraceElement> all = new ArrayList<>();
    int scope = scope((int) (place - codeStart())).orElse(0);
    long method = 0;
    while (scope != 0 && all.size() < MOST_INLINED) {
      PackedNumbers numbers = new PackedNumbers(scopes() + scope, vm);
      scope = numbers.unsigned();
      method = metadata(numbers.unsigned());
      all.add(new JavaMethod(method, vm).at(numbers.unsigned() - 1));
    }
    return method == method() ? all : List.of();
  }

  /**
   * {@return where the scope of a place is described} PcDesc: offset of the place, of its scope.
   */
  private Optional<Integer> scope(int offset) {
    long description = descriptions();
    for (int i = 0; i < MOST_DESCRIPTIONS; i++, description += vm.size("PcDesc")) {
      int described = (int) vm.get(description, "PcDesc::_pc_offset");
      if (described >= offset) {
        return described == offset
            ? Optional.of((int) vm.get(description, "PcDesc::_scope_decode_offset"))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private long codeStart() {
    return vm.has("CodeBlob::_code_begin")
        ? vm.get(code.start(), "CodeBlob::_code_begin")
        : code.start() + vm.get(code.start(), "CodeBlob::_code_offset");
  }

  /** Since JDK 23, what does not change is elsewhere. */
  private long descriptions() {
    return apart() + vm.get(code.start(), "nmethod::_scopes_pcs_offset");
  }

  private long scopes() {
    return vm.has("CompiledMethod::_scopes_data_begin")
        ? vm.get(code.start(), "CompiledMethod::_scopes_data_begin")
        : apart() + vm.get(code.start(), "nmethod::_scopes_data_offset");
  }

  private long apart() {
    return vm.has("nmethod::_immutable_data")
        ? vm.get(code.start(), "nmethod::_immutable_data")
        : code.start();
  }

  /** Since JDK 25, what refers to metadata is behind the relocations. */
  private long metadata(int number) {
    long table =
        vm.has("CodeBlob::_mutable_data")
            ? vm.get(code.start(), "CodeBlob::_mutable_data")
                + vm.get(code.start(), "CodeBlob::_relocation_size")
            : code.start() + vm.get(code.start(), "nmethod::_metadata_offset");
    return vm.memory().word(table + (number - 1) * WORD);
  }
}
