package callgate.kernel;

import callgate.syscall.Abi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program whose calls, and those of all its descendants, are shown to a handler before they
 * are made. Nothing is ever stopped by it; the program has its own input, output, signals, terminal
 * and exit status.
 *
 * <p>Two threads: one becomes the program's parent, waits in {@code clone} until the program is
 * executed and then for its end; the other answers, from before the program is executed, since
 * {@code execve} is a call too.
 *
 * <p>One trace remains: a signal that comes between a call and the moment when it is shown, a few
 * microseconds, makes the call fail with {@code EINTR} if its handler was set without {@code
 * SA_RESTART}. The kernel offers no way around it (seccomp_unotify(2)).
 */
public final class Supervisor {
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int SIGKILL = 9;
  private static final long LISTENER_PAUSE_NANOS = 20_000;
  private static final Duration LAST_TASK_PAUSE = Duration.ofMillis(50);

  private final Memory memory = Memory.ofProcess();
  private final CallCounts counts = new CallCounts(memory, Abi.host());
  private final Executable program;
  private final Filter filter;
  private final NotificationHandler handler;
  private final boolean polling;
  private final StepTable table;

  private volatile boolean childLeft;
  private volatile @Nullable Throwable failure;

  private Supervisor(
      Executable program,
      Filter filter,
      Privileges privileges,
      NotificationHandler handler,
      boolean polling) {
    this.polling = polling;
    this.program = program;
    this.filter = filter.supervised();
    this.handler = handler;
    List<Step> steps = new ArrayList<>(Signals.now().childSteps(memory));
    steps.add(Step.must(SystemCall.PRCTL, "die with the supervisor", PR_SET_PDEATHSIG, SIGKILL));
    steps.addAll(this.filter.steps(memory, privileges));
    steps.addAll(program.steps(memory, Step.OnFailure.END));
    table = StepTable.of(memory, steps);
  }

  /**
   * Runs a program, without the privileges that executing it may bring, and shows every call.
   *
   * @see #run(Executable, Filter, Privileges, NotificationHandler)
   */
  public static Recording record(Executable program, NotificationHandler handler) {
    return run(program, Filter.notifying(), Privileges.GIVE_UP, handler);
  }

  /**
   * Runs a program under a filter and shows the calls that the filter gives {@code USER_NOTIF}. It
   * ends when the program and all of its descendants have ended. After the program's own end, a
   * signal that asks this process to end stops the wait for those that are left; they are killed at
   * their next call when this process has ended.
   *
   * @throws CannotExecute when the kernel refuses the program
   * @throws InstallFailed when the kernel refuses the filter
   * @throws NotSupported when this kernel lacks something that the filter or its supervisor needs
   */
  public static Recording run(
      Executable program, Filter filter, Privileges privileges, NotificationHandler handler) {
    return run(program, filter, privileges, handler, Listener.mustPoll());
  }

  /**
   * The same.
   *
   * @param polling whether to ask for the end before each notification
   */
  static Recording run(
      Executable program,
      Filter filter,
      Privileges privileges,
      NotificationHandler handler,
      boolean polling) {
    Supervisor supervisor = new Supervisor(program, filter, privileges, handler, polling);
    try (SignalHandlers signals = new SignalHandlers()) {
      return supervisor.run(signals);
    }
  }

  private Recording run(SignalHandlers signals) {
    Thread listening = Thread.ofPlatform().daemon().name("callgate-supervisor").start(this::listen);
    try {
      SpawnedProcess process = start();
      signals.forwardTo(process);
      process.awaitEnd();
      signals.stopForwarding();
      ExitStatus status = process.reap();
      boolean complete = awaitTheLast(listening, signals);
      rethrowFailure();
      return new Recording(status, counts.list(), complete);
    } finally {
      if (!listening.isAlive()) {
        memory.close();
      }
    }
  }

  /** Starts the program. This thread waits in there until the other has let {@code execve} pass. */
  private SpawnedProcess start() {
    long pid;
    try {
      pid = Child.walking(memory, Child.CLONE_FILES, table);
    } finally {
      childLeft = true;
    }
    rethrowFailure();
    return Child.started(pid, table, program, filter);
  }

  /** {@return whether every task under the filter has ended, and none was left behind} */
  private static boolean awaitTheLast(Thread listening, SignalHandlers signals) {
    try {
      while (!listening.join(LAST_TASK_PAUSE)) {
        if (signals.takeSignalled()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void listen() {
    int descriptor = awaitListener();
    if (descriptor < 0) {
      return;
    }
    Listener listener = new Listener(descriptor, memory, counts);
    try (Guard _ = Guard.over(listener)) {
      listener.serve(this::show, polling);
    } catch (Throwable problem) { // for the thread that waits
      failure = problem;
    } finally {
      SystemCall.CLOSE.call(descriptor);
    }
  }

  /**
   * {@return the descriptor that the child's filter came with, or a negative number when there is
   * none}
   */
  private int awaitListener() {
    OptionalLong result = table.result(SystemCall.SECCOMP);
    while (result.isEmpty() && !childLeft) {
      LockSupport.parkNanos(LISTENER_PAUSE_NANOS);
      result = table.result(SystemCall.SECCOMP);
    }
    return (int) result.orElse(-1);
  }

  /** Shows a call to the handler. One that fails ends the program, and sees no more. */
  private NotificationHandler.Next show(Notification notification) {
    if (failure == null) {
      try {
        return handler.notified(notification);
      } catch (Throwable problem) { // for the thread that waits
        failure = problem;
      }
    }
    SystemCall.KILL.call(notification.thread(), SIGKILL);
    return NotificationHandler.Next.SHOW;
  }

  private void rethrowFailure() {
    Throwable problem = failure;
    if (problem instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (problem instanceof Error error) {
      throw error;
    }
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
  }
}
