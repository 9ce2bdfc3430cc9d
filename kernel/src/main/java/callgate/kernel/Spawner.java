package callgate.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs as children that run under a filter from their first instruction on.
 *
 * <p>A JVM can't fork. The child shares this process's memory while it prepares itself, with no
 * Java in between, and leaves it with {@code execve}; a step that fails ends the child, so that
 * nothing ever runs without its filter. The program finds signals, descriptors, terminal and
 * environment as this process was given them.
 */
public final class Spawner {
  private Spawner() {}

  /**
   * Starts a program under a filter, without the privileges that executing it may bring.
   *
   * @see #spawn(Executable, Filter, Privileges)
   */
  public static SpawnedProcess spawn(Executable program, Filter filter) {
    return spawn(program, filter, Privileges.GIVE_UP);
  }

  /**
   * Starts a program under a filter.
   *
   * @throws NotSupported when this kernel lacks something that the filter needs
   * @throws InstallFailed when the kernel refuses the filter
   * @throws CannotExecute when the kernel refuses the program
   */
  public static SpawnedProcess spawn(Executable program, Filter filter, Privileges privileges) {
    try (Memory memory = Memory.ofThread()) {
      List<Step> steps = new ArrayList<>(Signals.now().childSteps(memory));
      steps.addAll(filter.steps(memory, privileges));
      steps.addAll(program.steps(memory, Step.OnFailure.END));
      StepTable table = StepTable.of(memory, steps);
      return Child.started(Child.walking(memory, 0, table), table, program, filter);
    }
  }
}
