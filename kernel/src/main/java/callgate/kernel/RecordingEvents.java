package callgate.kernel;

import callgate.decision.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes down the {@link RecordingEvent events} of a recording. For one thread at a time. */
final class RecordingEvents implements RingBuffer.Sink {
  private static final RecordingEvent.Kind[] KINDS = RecordingEvent.Kind.values();

  /** From the clock of events to nanoseconds since 1970. */
  private final long epoch;

  private final Map<Integer, String> executables = new HashMap<>();
  private final Map<Long, SeenCall> firsts = new HashMap<>();
  private final Map<Long, Long> waiting = new HashMap<>();
  private final SortedMap<String, Long> programs = new TreeMap<>();

  RecordingEvents() {
    Instant now = Clock.systemUTC().instant();
    epoch = now.getEpochSecond() * 1_000_000_000L + now.getNano() - System.nanoTime();
  }

  /** Notes what a process executes that runs already. */
  void runs(int process) {
    CallerMemory.executable(process).ifPresent(file -> executables.put(process, file));
  }

  @Override
  public void accept(ByteBuffer event) {
    int process = event.getInt(RecordingEvent.PROCESS);
    switch (KINDS[event.getInt(RecordingEvent.KIND)]) {
      case FIRST -> first(event, process);
      case FORK -> {
        String executable = executables.get(event.getInt(RecordingEvent.PARENT));
        if (executable != null) {
          executables.put(process, executable);
        }
      }
      case EXECUTED -> {
        String file = text(event, RecordingEvent.FILE, RecordingEvent.FILE_BYTES);
        programs.merge(file, 1L, Long::sum);
        executables.put(process, executable(event, process, file));
      }
      case NOTHING -> {}
    }
  }

  /** Notes the calls that a process's threads wait in. */
  void waits(int process) {
    for (int thread : ProcessTree.threads(process)) {
      WaitingCall.of(thread)
          .ifPresent(call -> {
            long key = key(call.arch(), call.number());
            String executable = executables.getOrDefault(process, "");
            firsts.putIfAbsent(
                key, seen(call, epoch + System.nanoTime(), thread, executable, List.of()));
            waiting.merge(key, 1L, Long::sum);
          });
    }
  }

  /** {@return how many threads waited in each call when the recording began, by {@link #key}} */
  Map<Long, Long> waiting() {
    return waiting;
  }

  /** {@return the first call of each kind, by {@link #key}} */
  Map<Long, SeenCall> firsts() {
    return firsts;
  }

  SortedMap<String, Long> programs() {
    return programs;
  }

  static long key(int arch, int number) {
    return (long) arch << 32 | Integer.toUnsignedLong(number);
  }

  /** {@return a call of which only the number is known} */
  SeenCall unseen(int arch, int number) {
    return seen(Call.of(arch, number, 0, new long[6]), epoch + System.nanoTime(), 0, "", List.of());
  }

  private void first(ByteBuffer event, int process) {
    int thread = event.getInt(RecordingEvent.THREAD);
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = event.getLong(RecordingEvent.ARGUMENTS + i * Long.BYTES);
    }
    int plan = event.getInt(RecordingEvent.PLAN);
    List<Optional<String>> texts = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      texts.add((plan >>> i & 1) == 0 ? Optional.empty() : text(event, i, thread, arguments[i]));
    }
    int arch = CallSlots.arch(event.getInt(RecordingEvent.NARROW) != 0);
    Call call = Call.of(arch, event.getInt(RecordingEvent.NUMBER), 0, arguments);
    SeenCall seen =
        seen(
            call,
            epoch + event.getLong(RecordingEvent.TIME),
            thread,
            executables.getOrDefault(process, ""),
            texts);
    firsts.putIfAbsent(key(arch, call.number()), seen);
  }

  private SeenCall seen(
      Call call, long time, int thread, String executable, List<Optional<String>> texts) {
    return new SeenCall(1, firsts.size() + 1L, time, thread, executable, call, texts, Map.of());
  }

  /**
   * {@return the text that an argument points to} What was not in memory when the kernel looked is
   * read now; the program may have gone on.
   */
  private static Optional<String> text(ByteBuffer event, int argument, int thread, long address) {
    int length = event.getInt(RecordingEvent.LENGTHS + argument * Integer.BYTES);
    if (length > 0) {
      int start = RecordingEvent.TEXTS + argument * RecordingEvent.TEXT_BYTES;
      return Optional.of(text(event, start, length));
    }
    return address == 0
        ? Optional.empty()
        : CallerMemory.string(thread, address)
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** {@return what is before the zero byte, at most that many bytes} */
  static String text(ByteBuffer event, int start, int length) {
    int end = start;
    while (end < start + length && event.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    event.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * {@return what runs} The kernel's word counts: the process may execute something else by now, or
   * be gone.
   */
  private static String executable(ByteBuffer event, int process, String file) {
    String interpreter = text(event, RecordingEvent.INTERPRETER, RecordingEvent.INTERPRETER_BYTES);
    boolean cut = interpreter.length() >= RecordingEvent.INTERPRETER_BYTES - 1;
    String runs = cut ? file : interpreter;
    return runs.startsWith("/")
        ? real(runs)
        : CallerMemory.executable(process).orElseGet(() -> real(runs));
  }

  /** {@return a file without links in its path, as {@code /proc/PID/exe} would have told} */
  private static String real(String file) {
    try {
      return Path.of(file).toRealPath().toString();
    } catch (IOException | InvalidPathException notHere) {
      return file;
    }
  }
}
