package callgate.watch;

import callgate.kernel.AuditSocket;
import callgate.kernel.FilterWatch;
import callgate.kernel.NotSupported;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A machine that is watched: by eBPF, and for what only that knows by the audit system; by that
 * alone where there is no eBPF.
 */
public final class Watch implements AutoCloseable {
  private static final int PAUSE_MILLIS = 50;

  private final List<String> notes = new ArrayList<>();
  private final @Nullable FilterWatch programs;
  private final @Nullable AuditSocket socket;
  private final EbpfSource source;
  private final @Nullable AuditSource audit;

  /** Where events come from. */
  public enum Via {
    /** All that there is. */
    AUTO,
    /** Only eBPF. */
    EBPF,
    /** Only the audit system. */
    AUDIT
  }

  private Watch(Via via, int bytes, SightingSink sink) {
    source = new EbpfSource(sink);
    programs = via == Via.AUDIT ? null : programs(via, bytes);
    socket = via == Via.EBPF ? null : socket();
    audit = socket == null ? null : new AuditSource(socket, source, programs != null, sink);
  }

  /**
   * {@return a watch that runs}
   *
   * @param bytes of the buffer between the kernel and this process, a power of two
   * @throws NotSupported when nothing can be watched; the message says what is missing
   */
  public static Watch start(Via via, int bytes, SightingSink sink) {
    return new Watch(via, bytes, sink);
  }

  /** {@return what a user should know about what is not seen} */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Tells what is seen, until it is enough.
   *
   * @param batch is run after some events were told, and when nothing happens
   */
  public void run(BooleanSupplier enough, Runnable batch) {
    while (!enough.getAsBoolean()) {
      int seen = programs == null ? 0 : programs.drain(source);
      seen += audit == null ? 0 : audit.drain();
      batch.run();
      if (seen == 0) {
        pause();
      }
    }
  }

  /** {@return how many events were lost; of audit records, how often some were} */
  public long lost() {
    return (programs == null ? 0 : programs.lost()) + (audit == null ? 0 : audit.lost());
  }

  @Override
  public void close() {
    if (programs != null) {
      programs.close();
    }
    if (socket != null) {
      socket.close();
    }
  }

  private void pause() {
    if (programs != null) {
      programs.await(PAUSE_MILLIS);
    } else if (audit != null) {
      audit.await(PAUSE_MILLIS);
    }
  }

  private @Nullable FilterWatch programs(Via via, int bytes) {
    try {
      return FilterWatch.start(bytes);
    } catch (NotSupported missing) {
      if (via == Via.EBPF) {
        throw missing;
      }
      notes.add(
          "without eBPF only calls that the audit system knows are seen, and no filters: "
              + missing.getMessage());
      return null;
    }
  }

  private @Nullable AuditSocket socket() {
    try {
      return AuditSocket.open();
    } catch (NotSupported missing) {
      if (programs == null) {
        throw new NotSupported(
            Optional.ofNullable(missing.getMessage()).orElse("no audit")
                + (notes.isEmpty() ? "" : "; " + notes.getFirst()));
      }
      notes.add("calls that filters only log are not seen: " + missing.getMessage());
      return null;
    }
  }
}
