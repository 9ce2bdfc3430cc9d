package callgate.kernel;

import callgate.kernel.EbpfMap.Kind;
import callgate.syscall.Abi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Records calls in the kernel, by eBPF programs at its tracepoints, as root: a hundred times
 * cheaper than by {@link Supervisor}, and also of programs that run already.
 *
 * <p>Calls that a filter of the program itself denies never come to the tracepoint, so they are not
 * seen.
 */
public final class EbpfRecorder implements AutoCloseable {
  private static final int THREADS = 1 << 16;
  private static final long PAUSE_MILLIS = 50;
  private static final Path PROCESS_IDS = Path.of("/proc/self/ns/pid");
  private static final String FIRST_PROCESS_IDS = "pid:[4026531836]"; // PROC_PID_INIT_INO

  private final RecordingMaps maps = RecordingMaps.create();
  private final EbpfMap threads = EbpfMap.longs(Kind.HASH, "threads", THREADS);
  private final RingBuffer ring = RingBuffer.over(maps.ring(), RecordingMaps.RING_BYTES);
  private final RecordingEvents events = new RecordingEvents();
  private final List<EbpfProgram> programs = new ArrayList<>();

  private EbpfRecorder(ArgumentPlan plan, boolean values) {
    plan(plan, values);
  }

  /**
   * Runs a program, and records it and all that descend from it, to the end of the last; as {@link
   * Supervisor#record} does, but without taking privileges away.
   *
   * @param values whether to count the values of arguments
   * @throws CannotExecute when the kernel refuses the program
   * @throws NotSupported when this kernel or user can't; the message says what is missing
   */
  public static KernelRecording record(Executable program, ArgumentPlan plan, boolean values) {
    checkProcessIds();
    try (EbpfRecorder recorder = new EbpfRecorder(plan, values);
        SignalHandlers signals = new SignalHandlers()) {
      RecordingScope.Tree tree = new RecordingScope.Tree(recorder.threads);
      recorder.attach(tree, values);
      SpawnedProcess process = recorder.start(program, tree);
      signals.forwardTo(process);
      Thread waiting = Thread.ofPlatform().daemon().name("callgate-wait").start(process::awaitEnd);
      recorder.until(() -> !waiting.isAlive());
      signals.stopForwarding();
      ExitStatus status = process.reap();
      boolean complete =
          recorder.until(() -> tree.threads().anyKey().isEmpty(), signals::takeSignalled);
      return recorder.finish(Optional.of(status), complete);
    }
  }

  /**
   * Records a process that runs already, and all that descend from it, until the last has ended, a
   * signal asks this process to end, or the time is over.
   *
   * @throws NotSupported when this kernel or user can't, or there is no such process
   */
  public static KernelRecording attach(
      int process, ArgumentPlan plan, boolean values, Duration atMost) {
    if (!Files.exists(Path.of("/proc/" + process))) {
      throw new NotSupported("there is no process " + process);
    }
    return attach(Set.of(process), plan, values, atMost);
  }

  /** The same for all processes of a group and of those below it. */
  public static KernelRecording attach(
      ControlGroup group, ArgumentPlan plan, boolean values, Duration atMost) {
    if (!group.unified()) {
      return attach(group.processes(), plan, values, atMost);
    }
    try (EbpfRecorder recorder = new EbpfRecorder(plan, values);
        SignalHandlers signals = new SignalHandlers()) {
      recorder.attach(new RecordingScope.Group(group.id(), group.level()), values);
      recorder.runAlready(group.processes());
      boolean[] populated = {false};
      boolean complete =
          recorder.until(
              () -> {
                boolean now = !group.processes().isEmpty();
                populated[0] |= now;
                return populated[0] && !now;
              },
              ended(signals, atMost));
      return recorder.finish(Optional.empty(), complete);
    }
  }

  private static KernelRecording attach(
      Set<Integer> processes, ArgumentPlan plan, boolean values, Duration atMost) {
    checkProcessIds();
    try (EbpfRecorder recorder = new EbpfRecorder(plan, values);
        SignalHandlers signals = new SignalHandlers()) {
      RecordingScope.Tree tree = new RecordingScope.Tree(recorder.threads);
      recorder.attach(tree, values);
      recorder.runAlready(ProcessTree.add(tree, processes));
      boolean complete =
          recorder.until(() -> tree.threads().anyKey().isEmpty(), ended(signals, atMost));
      return recorder.finish(Optional.empty(), complete);
    }
  }

  private static BooleanSupplier ended(SignalHandlers signals, Duration atMost) {
    long start = System.nanoTime();
    return () -> signals.takeSignalled() || System.nanoTime() - start > atMost.toNanos();
  }

  /** The kernel numbers threads as the first namespace does. */
  static void checkProcessIds() {
    try {
      String own = Files.readSymbolicLink(PROCESS_IDS).toString();
      if (!own.equals(FIRST_PROCESS_IDS)) {
        throw new NotSupported(
            "eBPF needs the host's process ids; here they are those of a container:"
                + " run it on the host, or with --pid=host");
      }
    } catch (IOException e) {
      throw new NotSupported("can't read " + PROCESS_IDS + ": is /proc mounted?", e);
    }
  }

  private void attach(RecordingScope scope, boolean values) {
    if (scope instanceof RecordingScope.Tree tree) {
      programs.add(EbpfProgram.checkedAt("sched_process_exit", ProcessTreeCode.exit(tree)));
    }
    programs.add(EbpfProgram.checkedAt("sched_process_fork", ProcessTreeCode.fork(maps, scope)));
    programs.add(EbpfProgram.checkedAt("sched_process_exec", ProcessTreeCode.execute(maps, scope)));
    programs.add(EbpfProgram.checkedAt("sys_enter", RecordingCode.of(maps, scope, values)));
    programs.forEach(EbpfProgram::attach);
  }

  /** Notes what processes execute, and the calls that they wait in. */
  private void runAlready(Set<Integer> processes) {
    processes.forEach(events::runs);
    processes.forEach(events::waits);
  }

  private void plan(ArgumentPlan plan, boolean values) {
    for (int slot = 0; slot < CallSlots.ALL; slot++) {
      int number = CallSlots.number(slot);
      Optional<Abi> abi = Notification.abi(CallSlots.arch(CallSlots.isNarrow(slot)), number);
      if (abi.isPresent()) {
        int wanted = plan.texts(abi.get(), number);
        wanted |= values ? plan.values(abi.get(), number) << Byte.SIZE : 0;
        if (wanted != 0) {
          maps.plan().put(slot, wanted);
        }
      }
    }
  }

  private SpawnedProcess start(Executable program, RecordingScope.Tree tree) {
    int thread = (int) SystemCall.GETTID.call();
    try (Memory memory = Memory.ofThread()) {
      List<Step> steps = new ArrayList<>(Signals.now().childSteps(memory));
      steps.addAll(program.steps(memory, Step.OnFailure.END));
      StepTable table = StepTable.of(memory, steps);
      tree.threads().put(thread, RecordingScope.STARTER);
      long pid = Child.walking(memory, 0, table);
      tree.threads().remove(thread);
      return Child.started(pid, table, program, Filter.unconfined());
    }
  }

  private void until(BooleanSupplier done) {
    boolean over = until(done, () -> false);
    assert over;
  }

  /** Takes events down; {@return whether it is done, and not just at its end} */
  private boolean until(BooleanSupplier done, BooleanSupplier end) {
    while (!done.getAsBoolean()) {
      if (end.getAsBoolean()) {
        return false;
      }
      if (ring.drain(events) == 0) {
        ring.await(PAUSE_MILLIS);
      }
    }
    return true;
  }

  private KernelRecording finish(Optional<ExitStatus> status, boolean complete) {
    programs.forEach(EbpfProgram::close);
    programs.clear();
    ring.drain(events);
    Map<Integer, Map<Integer, SortedMap<Long, Long>>> values = values();
    List<SeenCall> calls = new ArrayList<>();
    Map<Long, Long> counts = new HashMap<>(events.waiting());
    Map<Long, Integer> slots = new HashMap<>();
    for (int slot = 0; slot < CallSlots.ALL; slot++) {
      long key =
          RecordingEvents.key(CallSlots.arch(CallSlots.isNarrow(slot)), CallSlots.number(slot));
      if (maps.seen().sum(slot) != 0) {
        counts.merge(key, maps.counts().sum(slot), Long::sum);
      }
      slots.put(key, slot);
    }
    for (EbpfMap.Entry other : maps.others().entries()) {
      long key = other.key().getLong(0);
      counts.merge(
          RecordingEvents.key(CallSlots.arch(key >>> 32 != 0), (int) key),
          other.value().getLong(0),
          Long::sum);
    }
    counts.forEach((key, count) -> {
      SeenCall first = events.firsts().get(key);
      SeenCall seen = first == null ? events.unseen((int) (key >>> 32), key.intValue()) : first;
      int slot = slots.getOrDefault(key, -1);
      calls.add(seen.with(count, values.getOrDefault(slot, Map.of())));
    });
    return new KernelRecording(status, calls, events.programs(), complete, maps.lost().sum(0));
  }

  /** {@return by slot and argument how often each value was seen} */
  private Map<Integer, Map<Integer, SortedMap<Long, Long>>> values() {
    Map<Integer, Map<Integer, SortedMap<Long, Long>>> values = new HashMap<>();
    for (EbpfMap.Entry entry : maps.values().entries()) {
      ByteBuffer key = entry.key();
      values
          .computeIfAbsent(key.getInt(0) >>> 3, _ -> new TreeMap<>())
          .computeIfAbsent(key.getInt(0) & 7, _ -> new TreeMap<>(Long::compareUnsigned))
          .put(key.getLong(Long.BYTES), entry.value().getLong(0));
    }
    return values;
  }

  @Override
  public void close() {
    programs.forEach(EbpfProgram::close);
    ring.close();
    threads.close();
    maps.close();
  }
}
