package callgate.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what eBPF programs put into a ring (Documentation/bpf/ringbuf.rst), in the order in which
 * they put it, without a system call for each.
 *
 * <pre>
 * page 0           u64 consumer position, ours to write
 * page 1           u64 producer position
 * page 2 ...       the data, mapped twice, so that no record is ever divided
 *
 * struct {                offset   a record, at a multiple of 8
 *   u32 length;            0       bit 31: still being written; bit 30: to be skipped
 *   u32 page;              4
 *   u8  bytes[length];     8
 * };
 * </pre>
 */
final class RingBuffer implements AutoCloseable {
  private static final int HEADER = 8;
  private static final int BUSY = 1 << 31;
  private static final int SKIP = 1 << 30;
  private static final int PAGE = 4096;
  private static final int PROT_READ = 1;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;

  private final Memory memory = Memory.ofProcess();
  private final int bytes;
  private final MemorySegment consumer;
  private final MemorySegment producer;
  private final ByteBuffer consumed;
  private final ByteBuffer produced;
  private final ByteBuffer data;
  private final Memory.Struct poll;

  /** What is done with a record; its bytes are gone afterwards. */
  interface Sink {
    void accept(ByteBuffer record);
  }

  private RingBuffer(int descriptor, int bytes, MemorySegment consumer, MemorySegment producer) {
    this.bytes = bytes;
    this.consumer = consumer;
    this.producer = producer;
    consumed = consumer.asByteBuffer().order(ByteOrder.nativeOrder());
    produced = producer.asByteBuffer().order(ByteOrder.nativeOrder());
    data = producer.asSlice(PAGE).asByteBuffer().order(ByteOrder.nativeOrder());
    poll = Listener.pollfd(memory, descriptor);
  }

  /**
   * {@return the reader of a ring}
   *
   * @param bytes as the ring was made
   */
  static RingBuffer over(EbpfMap ring, int bytes) {
    return new RingBuffer(
        ring.descriptor(),
        bytes,
        map(ring, PROT_READ_WRITE, PAGE, 0),
        map(ring, PROT_READ, PAGE + 2L * bytes, PAGE));
  }

  /**
   * Hands over what is there.
   *
   * @return how many records
   */
  int drain(Sink sink) {
    return drain(sink, Integer.MAX_VALUE);
  }

  /** The same, for that many records at most: some make them faster than others take them. */
  int drain(Sink sink, int most) {
    int records = 0;
    long at = consumed.getLong(0);
    while (records < most && at < end()) {
      int place = (int) (at & (bytes - 1));
      int length = length(place);
      if ((length & BUSY) != 0) {
        break;
      }
      int size = length & ~SKIP;
      if ((length & SKIP) == 0) {
        sink.accept(data.slice(place + HEADER, size).order(ByteOrder.nativeOrder()));
        records++;
      }
      at += (size + HEADER + 7) & ~7;
      VarHandle.releaseFence();
      consumed.putLong(0, at);
    }
    return records;
  }

  /** {@return the producer position; what comes before it is there} */
  private long end() {
    long end = produced.getLong(0);
    VarHandle.acquireFence();
    return end;
  }

  private int length(int place) {
    int length = data.getInt(place);
    VarHandle.acquireFence();
    return length;
  }

  /** Waits until something is there, or for that long. */
  void await(long milliseconds) {
    try (Memory call = Memory.ofThread()) {
      long time =
          call.struct(16)
              .putLong(0, milliseconds / 1000)
              .putLong(8, milliseconds % 1000 * 1_000_000)
              .address();
      SystemCall.PPOLL.call(poll.address(), 1, time, 0);
    }
  }

  @Override
  public void close() {
    SystemCall.MUNMAP.call(consumer.address(), consumer.byteSize());
    SystemCall.MUNMAP.call(producer.address(), producer.byteSize());
    memory.close();
  }

  @SuppressWarnings("restricted") // the kernel says where it put them
  private static MemorySegment map(EbpfMap ring, int protection, long length, long offset) {
    long address =
        SystemCall.MMAP.call(0, length, protection, MAP_SHARED, ring.descriptor(), offset);
    if (address < 0 && address > -PAGE) {
      throw EbpfProblem.of("share its ring buffer", address);
    }
    return MemorySegment.ofAddress(address).reinterpret(length);
  }
}
