package callgate.live.hotspot;

/** Numbers as a VM packs them: small ones in a byte ({@code unsigned5.hpp}). */
final class PackedNumbers {
  private static final int HIGH = 64;
  private static final int MOST_BYTES = 5;

  /** Since then no byte of a number is zero. */
  private static final int WITHOUT_ZERO = 20;

  private final VmMemory memory;
  private final int lowest;
  private long place;

  PackedNumbers(long place, Vm vm) {
    this.place = place;
    memory = vm.memory();
    lowest = vm.get("Abstract_VM_Version::_vm_major_version") >= WITHOUT_ZERO ? 1 : 0;
  }

  int u8() {
    return memory.u8(place++);
  }

  int unsigned() {
    int value = 0;
    for (int i = 0; i < MOST_BYTES; i++) {
      int next = u8();
      value += (next - lowest) << (6 * i);
      if (next < 256 - HIGH) {
        break;
      }
    }
    return value;
  }

  int signed() {
    int value = unsigned();
    return (value >>> 1) ^ -(value & 1);
  }
}
