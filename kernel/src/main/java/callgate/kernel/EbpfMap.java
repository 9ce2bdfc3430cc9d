package callgate.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Memory that eBPF programs and this process share (bpf(2), {@code BPF_MAP_CREATE}). Keys are 4 or
 * more bytes; values are multiples of 8 bytes.
 */
final class EbpfMap implements AutoCloseable {
  /** What a map does; the numbers are those of {@code enum bpf_map_type}. */
  enum Kind {
    HASH(1),
    ARRAY(2),
    /** One value a key for each processor, so that counting never waits. */
    ARRAY_PER_PROCESSOR(6),
    /** A hash that forgets what was not asked for the longest time. */
    FORGETTING_HASH(9),
    RING(27);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private static final int CREATE = 0;
  private static final int LOOKUP = 1;
  private static final int UPDATE = 2;
  private static final int DELETE = 3;
  private static final int NEXT_KEY = 4;
  private static final int ATTRIBUTE_BYTES = 72;
  private static final int NAME_OFFSET = 28;

  private final Kind kind;
  private final int descriptor;
  private final int keyBytes;
  private final int valueBytes;

  private EbpfMap(Kind kind, int descriptor, int keyBytes, int valueBytes) {
    this.kind = kind;
    this.descriptor = descriptor;
    this.keyBytes = keyBytes;
    this.valueBytes = valueBytes;
  }

  /**
   * {@return a new map}
   *
   * @param name at most 15 letters, for those who list maps
   * @param entries how many there can be
   */
  static EbpfMap of(Kind kind, String name, int keyBytes, int valueBytes, int entries) {
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct attribute =
          memory
              .struct(ATTRIBUTE_BYTES)
              .putInt(0, kind.number)
              .putInt(4, keyBytes)
              .putInt(8, valueBytes)
              .putInt(12, entries);
      attribute.bytes().put(NAME_OFFSET, EbpfProgram.name(name));
      long made = SystemCall.BPF.call(CREATE, attribute.address(), ATTRIBUTE_BYTES);
      if (made < 0) {
        throw EbpfProblem.of("make the map " + name, made);
      }
      return new EbpfMap(kind, (int) made, keyBytes, valueBytes);
    }
  }

  /** {@return an array of longs} */
  static EbpfMap longs(Kind kind, String name, int entries) {
    return of(kind, name, Integer.BYTES, Long.BYTES, entries);
  }

  /** {@return a ring buffer of that many bytes, a power of two of at least a page} */
  static EbpfMap ring(String name, int bytes) {
    return of(Kind.RING, name, 0, 0, bytes);
  }

  int descriptor() {
    return descriptor;
  }

  /** {@return the sum over all processors of the long at the index of an array} */
  long sum(int index) {
    try (Memory memory = Memory.ofThread()) {
      int processors = kind == Kind.ARRAY_PER_PROCESSOR ? Processors.POSSIBLE : 1;
      Memory.Struct value = memory.struct((long) valueBytes * processors);
      Memory.Struct key = memory.struct(Long.BYTES).putInt(0, index);
      elements(memory, LOOKUP, key.address(), value.address());
      long sum = 0;
      for (int i = 0; i < processors; i++) {
        sum += value.getLong(i * valueBytes);
      }
      return sum;
    }
  }

  /** Sets the long of a 32-bit key; {@return whether there was room} */
  boolean put(int key, long value) {
    try (Memory memory = Memory.ofThread()) {
      long keyAddress = memory.struct(Long.BYTES).putInt(0, key).address();
      long valueAddress = memory.struct(Long.BYTES).putLong(0, value).address();
      return elements(memory, UPDATE, keyAddress, valueAddress) == 0;
    }
  }

  /** Sets the long of a 64-bit key. */
  void putLong(long key, long value) {
    try (Memory memory = Memory.ofThread()) {
      long keyAddress = memory.struct(Long.BYTES).putLong(0, key).address();
      long valueAddress = memory.struct(Long.BYTES).putLong(0, value).address();
      elements(memory, UPDATE, keyAddress, valueAddress);
    }
  }

  /** Takes a 32-bit key out, if it is there. */
  void remove(int key) {
    try (Memory memory = Memory.ofThread()) {
      elements(memory, DELETE, memory.struct(Long.BYTES).putInt(0, key).address(), 0);
    }
  }

  /** {@return some 32-bit key; empty when there is none} */
  OptionalInt anyKey() {
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct next = memory.struct(Math.max(keyBytes, Long.BYTES));
      return elements(memory, NEXT_KEY, 0, next.address()) == 0
          ? OptionalInt.of(next.getInt(0))
          : OptionalInt.empty();
    }
  }

  /** What a hash has under one key. */
  record Entry(ByteBuffer key, ByteBuffer value) {}

  /** {@return all that is in a hash, while nobody takes anything out} */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct key = memory.struct(keyBytes);
      Memory.Struct next = memory.struct(keyBytes);
      Memory.Struct value = memory.struct(valueBytes);
      long from = 0;
      while (elements(memory, NEXT_KEY, from, next.address()) == 0) {
        from = key.address();
        key.bytes().put(0, next.bytes(), 0, keyBytes);
        if (elements(memory, LOOKUP, key.address(), value.address()) == 0) {
          entries.add(new Entry(copy(key.bytes(), keyBytes), copy(value.bytes(), valueBytes)));
        }
      }
    }
    return entries;
  }

  @Override
  public void close() {
    SystemCall.CLOSE.call(descriptor);
  }

  private static ByteBuffer copy(ByteBuffer from, int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.nativeOrder()).put(0, from, 0, length);
  }

  private long elements(Memory memory, int command, long key, long value) {
    Memory.Struct attribute =
        memory.struct(32).putInt(0, descriptor).putLong(8, key).putLong(16, value);
    return SystemCall.BPF.call(command, attribute.address(), 32);
  }

  /** How many processors this kernel can have, for each of which some maps have a value. */
  private static final class Processors {
    static final int POSSIBLE = possible();

    private Processors() {}

    private static int possible() {
      try {
        // Such as 0-3
        String range = Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip();
        int last = Math.max(range.lastIndexOf('-'), range.lastIndexOf(','));
        return Integer.parseInt(range.substring(last + 1)) + 1;
      } catch (java.io.IOException | NumberFormatException e) {
        throw new NotSupported("can't know how many processors there can be: is /sys mounted?", e);
      }
    }
  }
}
