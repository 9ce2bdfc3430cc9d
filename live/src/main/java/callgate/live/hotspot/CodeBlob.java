package callgate.live.hotspot;

import java.util.Optional;

/**
 * A piece of code that a VM made: a compiled method, its interpreter, or a stub.
 *
 * @param start where the VM keeps what it knows of it
 * @param name of its kind
 * @param frameBytes of each of its frames; 0 where they differ
 */
record CodeBlob(long start, String name, long frameBytes) {
  private static final int MOST_HEAPS = 8;
  private static final int FREE = 0xff;
  private static final long WORD = Long.BYTES;

  /** {@return the code that an address is in} ({@code codeCache.cpp}, {@code heap.cpp}) */
  static Optional<CodeBlob> at(long place, Vm vm) {
    long heaps = vm.get("CodeCache::_heaps");
    long count = Math.min(MOST_HEAPS, vm.get(heaps, "GrowableArrayBase::_len"));
    for (int i = 0; i < count; i++) {
      long heap = vm.memory().word(vm.get(heaps, "GrowableArray<int>::_data") + WORD * i);
      long memory = vm.address(heap, "CodeHeap::_memory");
      long low = vm.get(memory, "VirtualSpace::_low");
      if (low <= place && place < vm.get(memory, "VirtualSpace::_high")) {
        return in(heap, low, place, vm);
      }
    }
    return Optional.empty();
  }

  /** Each segment of a heap has a byte: how far back the block, or a segment nearer to it, is. */
  private static Optional<CodeBlob> in(long heap, long low, long place, Vm vm) {
    long map = vm.get(vm.address(heap, "CodeHeap::_segmap"), "VirtualSpace::_low");
    int log = (int) vm.get(heap, "CodeHeap::_log2_segment_size");
    long segment = (place - low) >>> log;
    for (int back = vm.memory().u8(map + segment); back > 0; ) {
      if (back == FREE) {
        return Optional.empty();
      }
      segment -= back;
      back = vm.memory().u8(map + segment);
    }
    long blob = low + (segment << log) + vm.size("HeapBlock");
    long frame = (int) vm.get(blob, "CodeBlob::_frame_size");
    return Optional.of(
        new CodeBlob(
            blob, vm.memory().text(vm.get(blob, "CodeBlob::_name")), frame > 0 ? frame * WORD : 0));
  }

  boolean isInterpreter() {
    return name.equals("Interpreter");
  }

  boolean isMethod() {
    return name.equals("nmethod") || name.equals("native nmethod");
  }

  /** {@return whether a return to it brings back frames of a virtual thread from the heap} */
  boolean isReturnBarrier() {
    return name.startsWith("StubRoutines (continuation");
  }
}
