package callgate.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Starts child processes that run a routine of the machine code in this process's memory, on a
 * stack of their own, until they execute a program or exit.
 *
 * <p>No signal arrives between the moment before a child starts and the moment when it sets its own
 * mask: the handlers that it begins with are the JVM's (posix_spawn(3) does the same).
 */
final class Child {
  static final long CLONE_VM = 0x100;
  static final long CLONE_FILES = 0x400;
  static final long CLONE_VFORK = 0x4000;
  static final long SIGCHLD = 17;
  private static final int STACK_BYTES = 16 * 1024;

  private Child() {}

  /**
   * Starts a child.
   *
   * @param memory lives as long as the child uses this process's memory
   * @param flags of {@code clone(2)}
   * @param argument the address that the routine gets
   * @return its process id, or an errno, negated
   */
  static long start(Memory memory, long flags, MemorySegment routine, long argument) {
    MachineCode code = MachineCode.mapped();
    long mask = memory.struct(Long.BYTES).address();
    StepTable before =
        StepTable.of(memory, List.of(Signals.mask(memory.longs(Signals.ALL).address(), mask)));
    StepTable after = StepTable.of(memory, List.of(Signals.mask(mask, 0)));
    long stack = memory.struct(STACK_BYTES).address() + STACK_BYTES;
    return code.run(
        code.spawn(),
        flags,
        stack,
        0,
        routine.address(),
        argument,
        before.address(),
        after.address());
  }

  /**
   * {@return the child that walks a table which ends with {@code execve}} This thread waits until
   * it did, or failed.
   */
  static long walking(Memory memory, long flags, StepTable table) {
    OwnDescriptors.closeOnExecve();
    long vfork = CLONE_VM | CLONE_VFORK | SIGCHLD;
    return start(memory, vfork | flags, MachineCode.mapped().walk(), table.address());
  }

  /**
   * {@return the process of a child that executed its program}
   *
   * @param pid what {@link #walking} returned
   */
  static SpawnedProcess started(long pid, StepTable table, Executable program, Filter filter) {
    if (pid < 0) {
      throw new InstallFailed("could not start a process: " + Errors.describe(pid), pid);
    }
    SpawnedProcess process = new SpawnedProcess((int) pid);
    Optional<StepTable.Failure> failure = table.failure();
    if (failure.isPresent()) {
      process.await();
      throw Refusal.of(failure.get(), program.name(), filter);
    }
    return process;
  }
}
