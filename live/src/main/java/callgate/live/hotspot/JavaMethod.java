package callgate.live.hotspot;

import org.jspecify.annotations.Nullable;

/** A Java method, at its address in a VM. */
record JavaMethod(long address, Vm vm) {
  private static final int NATIVE = 0x100;
  private static final int NATIVE_LINE = -2;
  private static final int NO_LINE = -1;
  private static final long WORD = Long.BYTES;

  /**
   * {@return a place in it}
   *
   * @param index of an instruction in its bytecode; negative when it is not known
   */
  StackTraceElement at(int index) {
    long constants = vm.get(constMethod(), "ConstMethod::_constants");
    long type = vm.get(constants, "ConstantPool::_pool_holder");
    return new StackTraceElement(
        symbol(vm.get(type, "Klass::_name")).replace('/', '.'),
        constant(constants, vm.get(constMethod(), "ConstMethod::_name_index")),
        source(constants, type),
        isNative() ? NATIVE_LINE : index < 0 ? NO_LINE : line(index));
  }

  /** {@return the index of the instruction at an address in its bytecode} */
  int index(long instruction) {
    long index = instruction - bytecode();
    return index >= 0 && index < vm.get(constMethod(), "ConstMethod::_code_size")
        ? (int) index
        : -1;
  }

  private boolean isNative() {
    return (vm.get(address, "Method::_access_flags") & NATIVE) != 0;
  }

  private long constMethod() {
    return vm.get(address, "Method::_constMethod");
  }

  private long bytecode() {
    return constMethod() + vm.size("ConstMethod");
  }

  private @Nullable String source(long constants, long type) {
    long index =
        vm.has("ConstantPool::_source_file_name_index")
            ? vm.get(constants, "ConstantPool::_source_file_name_index")
            : vm.get(type, "InstanceKlass::_source_file_name_index");
    return index == 0 ? null : constant(constants, index);
  }

  /** The lowest bit of an entry may be a mark. */
  private String constant(long constants, long index) {
    return symbol(vm.memory().word(constants + vm.size("ConstantPool") + index * WORD) & ~1L);
  }

  private String symbol(long symbol) {
    return vm.memory()
        .text(vm.address(symbol, "Symbol::_body"), (int) vm.get(symbol, "Symbol::_length"));
  }

  /** Behind the bytecode are pairs of how much index and line grow ({@code compressedStream}). */
  private int line(int index) {
    String flags =
        vm.has("ConstMethod::_flags._flags") ? "ConstMethod::_flags._flags" : "ConstMethod::_flags";
    if ((vm.get(constMethod(), flags) & 1) == 0) {
      return NO_LINE;
    }
    PackedNumbers numbers =
        new PackedNumbers(bytecode() + vm.get(constMethod(), "ConstMethod::_code_size"), vm);
    int best = NO_LINE;
    int bestStart = 0;
    int start = 0;
    int line = 0;
    for (int pair = numbers.u8(); pair != 0; pair = numbers.u8()) {
      if (pair == 0xff) {
        start += numbers.signed();
        line += numbers.signed();
      } else {
        start += pair >> 3;
        line += pair & 7;
      }
      if (start <= index && start >= bestStart) {
        best = line;
        bestStart = start;
      }
    }
    return best;
  }
}
