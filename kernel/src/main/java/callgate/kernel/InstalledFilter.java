package callgate.kernel;

import callgate.kernel.ProcessSeccomp.ThreadSeccomp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The filter that a call gave to the kernel, looked for when the call is over. */
public final class InstalledFilter {
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final int INSTRUCTION_BYTES = 8;
  private static final int MOST_INSTRUCTIONS = 4096;

  private InstalledFilter() {}

  /**
   * {@return the filters of a process, the newest last; none when it is gone, traced, or its
   * threads do not all run under the same} One of its threads stands still for a moment.
   */
  public static List<CapturedFilter> all(int process) {
    Optional<ThreadSeccomp> thread = ProcessSeccomp.of(process).flatMap(InstalledFilter::filtered);
    if (thread.isEmpty()) {
      return List.of();
    }
    try {
      return ProcessFilters.of(thread.get().id(), PATIENCE).stream()
          .map(filter ->
              new CapturedFilter(
                  filter.size(),
                  CapturedFilter.Origin.AFTERWARDS,
                  filter.write(ByteOrder.nativeOrder())))
          .toList();
    } catch (NotSupported gone) {
      return List.of();
    }
  }

  /** Threads without a filter installed none; which one of others did can't be told. */
  private static Optional<ThreadSeccomp> filtered(ProcessSeccomp process) {
    List<ThreadSeccomp> filtered =
        process.threads().stream()
            .filter(thread -> thread.status().mode() == SeccompStatus.Mode.FILTER)
            .toList();
    boolean same = filtered.stream().map(ThreadSeccomp::status).distinct().count() == 1;
    return same ? Optional.of(filtered.getFirst()) : Optional.empty();
  }

  /**
   * {@return what a program gave to the kernel and still has in its memory; empty when there is
   * nothing}
   *
   * @param program where its {@code struct sock_fprog} is
   * @param narrow whether it made a 32-bit call
   */
  public static Optional<CapturedFilter> given(int process, long program, boolean narrow) {
    // struct sock_fprog { u16 len; struct sock_filter *filter; }
    int size = narrow ? 2 * Integer.BYTES : 2 * Long.BYTES;
    byte[] bytes = CallerMemory.read(process, program, size);
    if (bytes.length < size) {
      return Optional.empty();
    }
    ByteBuffer given = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int length = given.getShort(0) & 0xffff;
    if (length == 0) {
      return Optional.empty();
    }
    long filter = narrow ? Integer.toUnsignedLong(given.getInt(4)) : given.getLong(8);
    byte[] code =
        length > MOST_INSTRUCTIONS
            ? new byte[0]
            : CallerMemory.read(process, filter, length * INSTRUCTION_BYTES);
    boolean whole = code.length == length * INSTRUCTION_BYTES;
    return Optional.of(
        new CapturedFilter(
            length,
            whole ? CapturedFilter.Origin.PROGRAM : CapturedFilter.Origin.NOWHERE,
            whole ? code : new byte[0]));
  }
}
