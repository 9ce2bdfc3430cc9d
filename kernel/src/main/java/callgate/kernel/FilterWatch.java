package callgate.kernel;

import callgate.decision.Call;
import callgate.kernel.WatchEvent.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sees, on the whole machine, who installs which filter and what filters stop, by eBPF. Threads
 * that have no filter pay a few nanoseconds a call.
 *
 * <p>Nothing is stopped, and nobody notices. Calls that a filter logs and lets go on are not seen:
 * only the audit system knows them.
 */
public final class FilterWatch implements AutoCloseable {
  /** How many threads under filters can be followed. */
  public static final int THREADS = 1 << 16;

  private static final int MOST_AT_ONCE = 4096;
  private static final Kind[] KINDS = Kind.values();

  /** From the clock of events to nanoseconds since 1970. */
  private final long epoch;

  private final WatchMaps maps;
  private final RingBuffer ring;
  private final List<EbpfProgram> programs = new ArrayList<>();

  private FilterWatch(int bytes, WatchScope scope, int threads) {
    Instant now = Clock.systemUTC().instant();
    epoch = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
    maps = WatchMaps.create(scope, bytes, threads);
    ring = RingBuffer.over(maps.ring(), bytes);
  }

  /** Does on other threads what {@link #start} needs, while this one does something else. */
  public static void prepare() {
    Execution.prepare();
    if (KernelTypes.areThere()) {
      Thread.ofPlatform().daemon().name("callgate-types").start(FilterWatch::readTypes);
    }
  }

  private static void readTypes() {
    try {
      KernelTypes.ofThisKernel();
    } catch (NotSupported _) {
      // Said when they are needed.
    }
  }

  /**
   * {@return a watch that runs}
   *
   * @param bytes of the buffer between the kernel and this process, a power of two
   * @param scope what to tell of
   * @throws NotSupported when this kernel or user can't; the message says what is missing
   */
  public static FilterWatch start(int bytes, WatchScope scope) {
    return start(bytes, scope, THREADS);
  }

  static FilterWatch start(int bytes, WatchScope scope, int threads) {
    EbpfRecorder.checkProcessIds();
    FilterWatch watch = new FilterWatch(bytes, scope, threads);
    try {
      watch.attach();
      WatchTrees.fill(watch.maps);
      return watch;
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  private void attach() {
    programs.add(EbpfProgram.typedAt("sched_process_fork", WatchProcessCode.fork(maps)));
    programs.add(EbpfProgram.typedAt("sched_process_exec", WatchProcessCode.execute(maps)));
    programs.add(EbpfProgram.checkedAt("sched_process_exit", WatchSignalCode.exit(maps)));
    programs.add(EbpfProgram.checkedAt("signal_generate", WatchSignalCode.signal(maps)));
    programs.add(EbpfProgram.typedAt("sys_enter", WatchCode.enter(maps)));
    programs.add(EbpfProgram.typedAt("sys_exit", WatchCode.exit(maps)));
    programs.forEach(EbpfProgram::attach);
  }

  /**
   * Tells what was seen since the last time, or a part of it; {@return how many events that were}
   */
  public int drain(WatchHandler handler) {
    return ring.drain(event -> tell(event, handler), MOST_AT_ONCE);
  }

  /** Waits until something is seen, or for that long. */
  public void await(long milliseconds) {
    ring.await(milliseconds);
  }

  /**
   * From now on tells of no calls in a control group, on the same side of the border of a
   * container. For scopes with {@link WatchScope.Groups}.
   */
  public void leaveOut(KernelPlace place) {
    maps.groups().putLong(place.group() << 1 | (place.level() > 0 ? 1 : 0), 1);
  }

  /** {@return how many events found no room, because they were not taken fast enough} */
  public long lost() {
    return maps.lost().sum(0);
  }

  /**
   * {@return how many calls of threads under filters were not looked at, because there were more
   * than {@link #THREADS} such threads}
   */
  public long unfollowed() {
    return maps.lost().sum(WatchMaps.UNFOLLOWED);
  }

  /** Sees nothing more; what was seen can still be told. */
  public void stop() {
    programs.forEach(EbpfProgram::close);
    programs.clear();
  }

  @Override
  public void close() {
    stop();
    ring.close();
    maps.close();
  }

  private void tell(ByteBuffer event, WatchHandler handler) {
    Kind kind = KINDS[event.getInt(WatchEvent.KIND)];
    int process = event.getInt(WatchEvent.PROCESS);
    switch (kind) {
      case NOTHING -> {}
      case FORK -> handler.forked(event.getInt(WatchEvent.PARENT), process);
      case EXECUTED ->
          handler.executed(
              process,
              RecordingEvents.text(event, WatchEvent.FILE, RecordingEvent.FILE_BYTES),
              RecordingEvents.text(event, WatchEvent.INTERPRETER, RecordingEvent.INTERPRETER_BYTES),
              place(
                  event,
                  WatchEvent.EXECUTED_LEVEL,
                  WatchEvent.EXECUTED_GROUP,
                  WatchEvent.EXECUTED_NAMES));
      case FILTER_CALL -> handler.called(call(event, WatchedCall.Kind.FILTER_CALL));
      case ANSWERED -> handler.called(call(event, WatchedCall.Kind.ANSWERED));
      case TRAPPED -> handler.called(call(event, WatchedCall.Kind.TRAPPED));
      case TRAPPED_DEADLY -> handler.called(call(event, WatchedCall.Kind.TRAPPED_DEADLY));
      case KILLED_PROCESS -> handler.called(call(event, WatchedCall.Kind.KILLED_PROCESS));
      case KILLED_THREAD -> handler.called(call(event, WatchedCall.Kind.KILLED_THREAD));
    }
  }

  private WatchedCall call(ByteBuffer event, WatchedCall.Kind kind) {
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = event.getLong(WatchEvent.ARGUMENTS + i * Long.BYTES);
    }
    Call call =
        Call.of(
            CallSlots.arch(event.getInt(WatchEvent.NARROW) != 0),
            event.getInt(WatchEvent.NUMBER),
            event.getLong(WatchEvent.ADDRESS),
            arguments);
    return new WatchedCall(
        kind,
        epoch + event.getLong(WatchEvent.TIME),
        event.getInt(WatchEvent.THREAD),
        event.getInt(WatchEvent.PROCESS),
        event.getInt(WatchEvent.PARENT),
        event.getInt(WatchEvent.USER),
        command(event),
        call,
        event.getLong(WatchEvent.RESULT),
        event.getInt(WatchEvent.DATA),
        kind == WatchedCall.Kind.FILTER_CALL
            ? place(event, WatchEvent.LEVEL, WatchEvent.GROUP, WatchEvent.FILTER_NAMES)
            : new KernelPlace(event.getInt(WatchEvent.LEVEL), event.getLong(WatchEvent.GROUP), ""),
        filter(event));
  }

  private static KernelPlace place(ByteBuffer event, int level, int group, int names) {
    return KernelPlace.of(
        event.getInt(level),
        event.getLong(group),
        RecordingEvents.text(event, names, WatchEvent.NAME_BYTES),
        RecordingEvents.text(event, names + WatchEvent.NAME_BYTES, WatchEvent.NAME_BYTES));
  }

  private static String command(ByteBuffer event) {
    byte[] bytes = new byte[WatchEvent.COMMAND_BYTES];
    event.get(WatchEvent.COMMAND, bytes);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static Optional<CapturedFilter> filter(ByteBuffer event) {
    int length = event.getInt(WatchEvent.LENGTH);
    if (length == 0) {
      return Optional.empty();
    }
    CapturedFilter.Origin origin =
        switch (event.getInt(WatchEvent.SOURCE)) {
          case WatchEvent.FROM_KERNEL -> CapturedFilter.Origin.KERNEL;
          case WatchEvent.FROM_PROGRAM -> CapturedFilter.Origin.PROGRAM;
          default -> CapturedFilter.Origin.NOWHERE;
        };
    byte[] code = new byte[origin == CapturedFilter.Origin.NOWHERE ? 0 : length * 8];
    event.get(WatchEvent.FILTER, code);
    return Optional.of(new CapturedFilter(length, origin, code));
  }
}
