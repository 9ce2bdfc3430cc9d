package callgate.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Memory outside the heap, where the kernel or a child finds what it is given; freed all at once.
 *
 * <p>Java reads and writes it through buffers, which need nothing linked: the accessors of segments
 * cost a process that has just started milliseconds.
 */
final class Memory implements AutoCloseable {
  private final Arena arena;

  private Memory(Arena arena) {
    this.arena = arena;
  }

  /** {@return memory for one call, used by this thread only} */
  static Memory ofThread() {
    return new Memory(Arena.ofConfined());
  }

  /** {@return memory that several threads use} */
  static Memory ofProcess() {
    return new Memory(Arena.ofShared());
  }

  /** {@return memory that is never freed: somebody outside of Java keeps using it} */
  static Memory forever() {
    return new Memory(Arena.global());
  }

  /** {@return {@code size} zero bytes, aligned as any C structure needs} */
  Struct struct(long size) {
    return struct(size, 16);
  }

  /** {@return the address of a copy of these bytes} */
  long bytes(byte[] bytes) {
    Struct copy = struct(Math.max(1, bytes.length), 16);
    copy.bytes().put(0, bytes);
    return copy.address();
  }

  /** {@return the address of these bytes, followed by a zero byte} */
  long string(byte[] bytes) {
    Struct copy = struct(bytes.length + 1L, 1);
    copy.bytes().put(0, bytes);
    return copy.address();
  }

  /** {@return a copy of these longs} */
  Struct longs(long... values) {
    Struct copy = struct((long) Long.BYTES * values.length, 64);
    copy.bytes().asLongBuffer().put(values);
    return copy;
  }

  /**
   * {@return the address of a null-terminated array of pointers to strings, as {@code execve} takes
   * them}
   */
  long strings(List<byte[]> strings) {
    long[] addresses = new long[strings.size() + 1];
    for (int i = 0; i < strings.size(); i++) {
      addresses[i] = string(strings.get(i));
    }
    return longs(addresses).address();
  }

  private Struct struct(long size, long alignment) {
    MemorySegment segment = arena.allocate(size, alignment);
    return new Struct(segment.address(), segment.asByteBuffer().order(ByteOrder.nativeOrder()));
  }

  @Override
  public void close() {
    arena.close();
  }

  /**
   * A C structure, read and written by offset.
   *
   * @param address where the kernel finds it
   * @param bytes where Java does, in the machine's byte order
   */
  record Struct(long address, ByteBuffer bytes) {
    int getInt(int offset) {
      return bytes.getInt(offset);
    }

    long getLong(int offset) {
      return bytes.getLong(offset);
    }

    /** {@return a long that another thread or a child may have written just now} */
    long getLongVolatile(int offset) {
      VarHandle.fullFence();
      long value = bytes.getLong(offset);
      VarHandle.fullFence();
      return value;
    }

    Struct putInt(int offset, int value) {
      bytes.putInt(offset, value);
      return this;
    }

    Struct putLong(int offset, long value) {
      bytes.putLong(offset, value);
      return this;
    }
  }
}
