package callgate.kernel;

import callgate.decision.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as its tracer (ptrace(2)) and sees what filters do with its calls, and those of
 * its descendants. The kernel's filters decide, and kill and trap by themselves, so that the
 * program gets exactly what it would get: the same signal with the same data, the same wait status,
 * the same core dump. Calls that a filter fails are not visible from outside; there are two ways to
 * see them:
 *
 * <ul>
 *   <li>{@link #refusing}: the filter says {@code TRACE(errno)} in place of {@code ERRNO(errno)},
 *       and the tracer makes the call fail. Other calls cost nothing. Should the tracer go away,
 *       the kernel fails such calls with {@code ENOSYS}.
 *   <li>{@link #watching}: for filters that somebody else installed outside of this process. The
 *       program gets one more filter that says {@code TRACE} to everything. Where a filter outside
 *       says {@code ERRNO}, that wins, and the tracer is not told: this is how it knows. Every call
 *       stops three times.
 * </ul>
 *
 * <p>A traced program can't be traced by anybody else, itself included.
 */
public final class Tracer {
  private static final int SIGSYS = 31;
  private static final int SIGTRAP = 5;
  private static final int CALL_STOP = SIGTRAP | 0x80;
  private static final int EVENT_EXEC = 4;
  private static final int EVENT_EXIT = 6;
  private static final int EVENT_SECCOMP = 7;
  private static final int EVENT_STOP = 128;
  private static final int WALL_OF_THIS_THREAD = 0x40000000 | 0x20000000;
  private static final int WNOHANG = 1;
  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;
  private static final int SIGKILL = 9;
  private static final long LAST_PAUSE_NANOS = 2_000_000;
  private static final long MOST_ERRNO = 4095;
  private static final int WISHES_TO_KILL = 2;
  private static final long LAST_CHANCE_NANOS = 500_000_000;

  private final Executable program;
  private final Filter filter;
  private final boolean everyCall;
  private final TraceHandler handler;
  private final Map<Integer, State> threads = new HashMap<>();
  private final Memory memory = Memory.ofProcess();
  private final Ptrace ptrace = new Ptrace();
  private @Nullable ExitStatus status;
  private boolean executed;
  private int first;

  /** Whether the first thread is over; the kernel tells only when the others are too. */
  private boolean headless;

  /** How often the user wanted an end since then, and when that was. */
  private int wishes;

  private long lastWish;

  private Tracer(Executable program, Filter filter, boolean everyCall, TraceHandler handler) {
    this.program = program;
    this.filter = filter;
    this.everyCall = everyCall;
    this.handler = handler;
  }

  /** Where a thread is. */
  private static final class State {
    /** The call that it is in; null outside of calls. */
    @Nullable Call call;

    /** Whether no filter outside kept that call away from the innermost one. */
    boolean passed;

    /**
     * Whether the last call was kept away: a thread that is killed for one comes to its end too.
     */
    boolean stopped;
  }

  /**
   * How a traced program ended.
   *
   * @param status of its first process
   * @param complete whether all of its descendants have ended; the rest is killed
   */
  public record Traced(ExitStatus status, boolean complete) {}

  /**
   * Runs a program under a filter that says {@code TRACE(errno)} where a call is to fail.
   *
   * @throws CannotExecute when the kernel, or the filter, refuses the program
   * @throws InstallFailed when the kernel refuses the filter
   * @throws NotSupported when this kernel or user can't trace
   */
  public static Traced refusing(
      Executable program, Filter filter, Privileges privileges, TraceHandler handler) {
    return run(program, filter, privileges, false, handler);
  }

  /** Runs a program under the filters that are there, and sees what they do. */
  public static Traced watching(Executable program, TraceHandler handler) {
    return run(program, Filter.tracing(), Privileges.GIVE_UP, true, handler);
  }

  private static Traced run(
      Executable program,
      Filter filter,
      Privileges privileges,
      boolean everyCall,
      TraceHandler handler) {
    if (MachineCode.Machine.CURRENT != MachineCode.Machine.X86_64) {
      throw new NotSupported("tracing works on x86_64 only, so far");
    }
    return OnPlatformThread.call(
        () -> new Tracer(program, filter, everyCall, handler).run(privileges));
  }

  private Traced run(Privileges privileges) {
    try (SignalHandlers signals = new SignalHandlers()) {
      StepTable table = start(privileges, signals);
      boolean complete = follow(signals);
      ExitStatus ended = status;
      if (!executed) {
        table
            .failure()
            .ifPresent(failure -> {
              throw Refusal.of(failure, program.name(), filter);
            });
      }
      if (ended == null) {
        throw new IllegalStateException("the program was lost");
      }
      if (complete) {
        memory.close();
      }
      return new Traced(ended, complete);
    } finally {
      ptrace.close();
    }
  }

  /** Starts a child that waits at a gate until it is traced. */
  private StepTable start(Privileges privileges, SignalHandlers signals) {
    Memory.Struct gate = memory.struct(Integer.BYTES);
    List<Step> steps = new ArrayList<>();
    steps.add(Step.may(SystemCall.FUTEX, "wait for the tracer", gate.address(), FUTEX_WAIT, 0));
    steps.addAll(Signals.now().childSteps(memory));
    steps.addAll(filter.steps(memory, privileges));
    steps.addAll(program.steps(memory, Step.OnFailure.END));
    StepTable table = StepTable.of(memory, steps);
    OwnDescriptors.closeOnExecve();
    long pid =
        Child.start(
            memory, Child.CLONE_VM | Child.SIGCHLD, MachineCode.mapped().walk(), table.address());
    if (pid < 0) {
      throw new InstallFailed("could not start a process: " + Errors.describe(pid), pid);
    }
    first = (int) pid;
    long seized = ptrace.seize(first);
    if (seized != 0) {
      SystemCall.KILL.call(pid, SIGKILL);
      new SpawnedProcess(first).await();
      throw new NotSupported(
          "can't trace the program ("
              + Errors.describe(seized)
              + "): this sandbox forbids it, or it is traced already");
    }
    gate.putInt(0, 1);
    SystemCall.FUTEX.call(gate.address(), FUTEX_WAKE, 1);
    signals.forwardTo(new SpawnedProcess(first));
    return table;
  }

  /** {@return whether every task has ended, and the user did not want to go before} */
  private boolean follow(SignalHandlers signals) {
    Memory.Struct word = memory.struct(Integer.BYTES);
    while (true) {
      int flags = WALL_OF_THIS_THREAD | (status == null && !headless ? 0 : WNOHANG);
      long thread = SystemCall.WAIT4.call(-1, word.address(), flags);
      if (thread > 0) {
        stopped((int) thread, word.getInt(0), signals);
      } else if (thread == 0) {
        boolean wished = signals.takeSignalled();
        if (wished && status != null) {
          return false;
        }
        if (status == null) {
          killAtLast(wished);
        }
        LockSupport.parkNanos(LAST_PAUSE_NANOS);
      } else if (thread != Errors.EINTR) {
        return true;
      }
    }
  }

  /**
   * Without its first thread, a program may take a signal and yet not end: it is killed when that
   * is asked for a second time.
   */
  private void killAtLast(boolean wished) {
    if (wished) {
      wishes++;
      lastWish = System.nanoTime();
    }
    if (wishes >= WISHES_TO_KILL && System.nanoTime() - lastWish > LAST_CHANCE_NANOS) {
      SystemCall.KILL.call(first, SIGKILL);
    }
  }

  private void stopped(int thread, int word, SignalHandlers signals) {
    if ((word & 0xff) != 0x7f) {
      ended(thread, new ExitStatus(word), signals);
      return;
    }
    int signal = word >> 8 & 0xff;
    int event = word >> 16;
    State state = threads.computeIfAbsent(thread, _ -> new State());
    try {
      int delivered = meet(thread, state, signal, event);
      if (thread == first && event == EVENT_EXEC) {
        headless = false; // another thread of it has taken its place
      } else if (thread == first && event == EVENT_EXIT && threads.size() > 1) {
        headless = true;
        signals.takeSignalled(); // what came before was for the whole program
      }
      if (delivered < 0) {
        ptrace.stayStopped(thread);
      } else {
        ptrace.resume(thread, everyCall && isFollowed(event), delivered);
      }
    } catch (Throwable problem) { // nothing may go on that was not answered
      SystemCall.KILL.call(thread, SIGKILL);
      throw problem;
    }
  }

  /** Before its first {@code execve}, calls are this process's own. */
  private boolean isFollowed(int event) {
    return executed || event == EVENT_SECCOMP;
  }

  /**
   * Does what a stop is for.
   *
   * @return the signal that the thread gets, 0 for none, -1 when it is to stay stopped
   */
  private int meet(int thread, State state, int signal, int event) {
    switch (event) {
      case EVENT_SECCOMP -> atFilter(thread, state);
      case EVENT_EXIT -> atExit(thread, state);
      case EVENT_EXEC -> executed = true;
      case EVENT_STOP -> {
        return signal == SIGTRAP ? 0 : -1;
      }
      case 0 -> {
        if (signal == CALL_STOP) {
          atCall(thread, state);
        } else {
          if (signal == SIGSYS && ptrace.isFromFilter(thread)) {
            Registers registers = ptrace.registers(thread);
            Call call = ptrace.trappedCall(registers);
            handler.trapped(new StoppedThread(thread, registers), call, ptrace.trapData());
          }
          return signal;
        }
      }
      default -> {}
    }
    return 0;
  }

  private void atFilter(int thread, State state) {
    state.passed = true;
    if (!everyCall) {
      int errno = ptrace.message(thread);
      Call call = ptrace.enteredCall(thread);
      StoppedThread stopped = new StoppedThread(thread, ptrace.registers(thread));
      ptrace.skip(thread, -errno);
      handler.failed(stopped, call, errno);
    }
  }

  private void atCall(int thread, State state) {
    if (!ptrace.isAtEnd(thread)) {
      state.call = ptrace.enteredCall(thread);
      state.passed = false;
      state.stopped = false;
      return;
    }
    Call call = state.call;
    long result = ptrace.result();
    state.call = null;
    state.stopped = call != null && !state.passed;
    if (call != null && state.stopped && result < 0 && result >= -MOST_ERRNO) {
      handler.failed(new StoppedThread(thread, ptrace.registers(thread)), call, (int) -result);
    }
  }

  private void atExit(int thread, State state) {
    int signal = ptrace.message(thread) & 0x7f;
    boolean mayBeWhy = !everyCall || state.stopped || (state.call != null && !state.passed);
    if (signal == SIGSYS && mayBeWhy) {
      Registers registers = ptrace.registers(thread);
      handler.ending(new StoppedThread(thread, registers), ptrace.lastCall(thread, registers));
    }
  }

  private void ended(int thread, ExitStatus how, SignalHandlers signals) {
    threads.remove(thread);
    if (thread == first) {
      status = how;
      signals.stopForwarding();
    }
    handler.ended(thread, how);
  }
}
