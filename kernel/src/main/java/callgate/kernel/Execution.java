package callgate.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Turns this process into a program that runs under a filter. The process keeps its id, and the
 * program finds signals, descriptors, limits, terminal and environment as this process was given
 * them.
 *
 * <p>One thread walks all steps, so that no Java runs between the filter and {@code execve}; the
 * filter is on that thread only, and {@code execve} ends the others. If it fails, the thread may
 * not be able to make any call, so it stays where it is and another one tells.
 */
public final class Execution {
  private static final long PAUSE_MILLIS = 1;
  private static final int SIGSYS = 31;

  private Execution() {}

  /**
   * Links what {@link #become} needs, on another thread, while this one still reads and compiles
   * the policy: that takes as long. What can't be had is said by {@link #become}.
   */
  public static void prepare() {
    Thread.ofPlatform()
        .daemon()
        .name("callgate-link")
        .start(() -> {
          try {
            MachineCode.mapped();
          } catch (NotSupported _) {
            // Said when it is needed.
          }
        });
  }

  /**
   * Becomes the program. It returns only by an exception; after {@link CannotExecute} this process
   * must end, since a thread with the filter is left in it.
   *
   * @throws CannotExecute when the kernel, or the filter, refuses the program
   * @throws InstallFailed when the kernel refuses the filter
   * @throws NotSupported when this kernel lacks something that the filter needs
   */
  public static void become(Executable program, Filter filter, Privileges privileges) {
    Memory memory = Memory.forever();
    List<Step> steps = new ArrayList<>();
    steps.add(Step.may(SystemCall.GETTID, "know the thread"));
    steps.addAll(Signals.now().ownSteps(memory));
    steps.addAll(filter.steps(memory, privileges));
    steps.addAll(program.steps(memory, Step.OnFailure.STAY));
    StepTable table = StepTable.of(memory, steps);
    OwnDescriptors.closeOnExecve();
    MachineCode code = MachineCode.mapped();
    Thread walker =
        Thread.ofPlatform().daemon().name("callgate-execve").start(() -> code.walk(table));
    throw Refusal.of(awaitFailure(table, walker), program.name(), filter);
  }

  /** Waits for the end of this process, or for a failure, which is all that it can return. */
  private static StepTable.Failure awaitFailure(StepTable table, Thread walker) {
    while (true) {
      pause();
      Optional<StepTable.Failure> failure = table.failure();
      if (failure.isPresent()) {
        return failure.get();
      }
      dieWith(table.result(SystemCall.GETTID), walker);
    }
  }

  /**
   * Ends this process as the program would have ended, when the filter killed the thread for {@code
   * execve}.
   */
  private static void dieWith(OptionalLong thread, Thread walker) {
    long process = ProcessHandle.current().pid();
    if (thread.isPresent()
        && walker.isAlive()
        && SystemCall.TGKILL.call(process, thread.getAsLong(), 0) == Errors.ESRCH) {
      SystemCall.KILL.call(process, SIGSYS);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
