package callgate.watch;

import callgate.kernel.AuditSocket;
import callgate.kernel.FilterCallRules;
import callgate.kernel.FilterWatch;
import callgate.kernel.NotSupported;
import callgate.kernel.WatchScope;
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
  private static final long LAST_NANOS = 2_000_000_000L;

  private final List<String> notes = new ArrayList<>();
  private String withoutEbpf = "";
  private final @Nullable FilterWatch programs;
  private final @Nullable AuditSocket socket;
  private final @Nullable FilterCallRules rules;
  private final EbpfSource source;
  private final @Nullable AuditSource audit;
  private long untold;

  /** Where events come from. */
  public enum Via {
    /** All that there is. */
    AUTO,
    /** Only eBPF. */
    EBPF,
    /** Only the audit system. */
    AUDIT
  }

  private Watch(Via via, int bytes, EventFilter filter, SightingSink sink) {
    FilterWatch started = via == Via.AUDIT ? null : programs(via, bytes, filter.scope());
    if (via == Via.AUDIT) {
      notes.add(alone(""));
    }
    programs = started;
    socket = via == Via.EBPF ? null : socket();
    rules = programs == null ? rules() : null;
    Processes processes = new Processes();
    filter.scope().processes().forEach(processes::remember);
    FilterReader filters = new FilterReader();
    source =
        new EbpfSource(
            processes, filters, filter, sink, started == null ? _ -> {} : started::leaveOut);
    audit =
        socket == null
            ? null
            : new AuditSource(socket, processes, filters, programs == null, filter, sink);
  }

  /** Does on other threads what {@link #start} needs, while this one does something else. */
  public static void prepare() {
    FilterWatch.prepare();
  }

  /**
   * {@return a watch that runs}
   *
   * @param bytes of the buffer between the kernel and this process, a power of two
   * @param filter chooses what the sink is given; as far as the kernel can decide it, events that
   *     are not wanted take no room in the buffer
   * @throws NotSupported when nothing can be watched; the message says what is missing
   */
  public static Watch start(Via via, int bytes, EventFilter filter, SightingSink sink) {
    return new Watch(via, bytes, filter, sink);
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
      int seen = drain();
      batch.run();
      if (seen == 0) {
        pause();
      }
    }
  }

  /**
   * Sees nothing more, and tells what was there before, but for two seconds at most, since nobody
   * waits for a slow terminal. What is untold then counts as lost.
   */
  public void finish(Runnable batch) {
    if (programs != null) {
      programs.stop();
    }
    long end = System.nanoTime() + LAST_NANOS;
    while (drain() > 0) {
      batch.run();
      if (System.nanoTime() > end) {
        untold = discard();
        return;
      }
    }
  }

  private long discard() {
    UntoldEvents untoldEvents = new UntoldEvents();
    while (programs != null && programs.drain(untoldEvents) > 0) {
      // counts
    }
    return untoldEvents.count() + (audit == null ? 0 : audit.discard());
  }

  private int drain() {
    return (programs == null ? 0 : programs.drain(source)) + (audit == null ? 0 : audit.drain());
  }

  /** {@return how many events were lost; of audit records, how often some were} */
  public long lost() {
    return (programs == null ? 0 : programs.lost())
        + untold
        + (audit == null ? 0 : audit.lost())
        + (rules == null ? 0 : rules.lost());
  }

  /** {@return whether events wait in the buffer that was asked for} */
  public boolean isBuffered() {
    return programs != null;
  }

  /**
   * {@return how many calls were not looked at, since more than {@link FilterWatch#THREADS} threads
   * ran under filters}
   */
  public long unfollowed() {
    return programs == null ? 0 : programs.unfollowed();
  }

  @Override
  public void close() {
    if (programs != null) {
      programs.close();
    }
    if (rules != null) {
      rules.close();
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

  private @Nullable FilterWatch programs(Via via, int bytes, WatchScope scope) {
    try {
      return FilterWatch.start(bytes, scope);
    } catch (NotSupported missing) {
      if (via == Via.EBPF) {
        throw missing;
      }
      withoutEbpf = text(missing);
      notes.add(alone(", since " + withoutEbpf));
      return null;
    }
  }

  private @Nullable AuditSocket socket() {
    try {
      return AuditSocket.open();
    } catch (NotSupported missing) {
      if (programs == null) {
        throw new NotSupported(
            withoutEbpf.isEmpty()
                ? text(missing)
                : "nothing can be watched: " + withoutEbpf + "; " + text(missing));
      }
      notes.add("calls that filters only log are not seen: " + missing.getMessage());
      return null;
    }
  }

  private static String alone(String why) {
    return "by the audit system alone" + why + ": calls that only fail are not seen";
  }

  private @Nullable FilterCallRules rules() {
    try {
      FilterCallRules added = FilterCallRules.add();
      if (!added.wasOn()) {
        notes.add(
            "the audit system was off, and is on until the end; filters of programs that were there"
                + " before it was ever on are not seen being installed");
      }
      return added;
    } catch (NotSupported missing) {
      notes.add("which filters are installed is not seen: " + text(missing));
      return null;
    }
  }

  private static String text(NotSupported missing) {
    return Optional.ofNullable(missing.getMessage()).orElse("it is not supported");
  }
}
