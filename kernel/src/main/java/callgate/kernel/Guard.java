package callgate.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A tiny process that outlives its supervisor. When the supervisor is killed, nobody answers the
 * calls of the programs that it supervised: all of them would fail with {@code ENOSYS} from then
 * on, {@code exit} included. The guard waits for that moment and then kills whoever makes a call.
 */
final class Guard implements AutoCloseable {
  private static final long CLONE_VM = 0x100;
  private static final int PR_SET_NAME = 15;
  private static final int SIGKILL = 9;
  private static final int WALL = 0x40000000;
  private static final long NO_DESCRIPTOR_ABOVE = 0xffffffffL;
  private static final byte[] NAME = "callgate-guard".getBytes(StandardCharsets.US_ASCII);

  private final Memory memory;
  private final int pid;

  private Guard(Memory memory, int pid) {
    this.memory = memory;
    this.pid = pid;
  }

  /**
   * {@return a guard over the programs behind a listener}
   *
   * @param listener where its descriptor is, and the request that its supervisor received last
   */
  static Guard over(Listener listener) {
    long supervisor = SystemCall.PIDFD_OPEN.call(ProcessHandle.current().pid());
    if (supervisor < 0) {
      throw new NotSupported(
          "a recording needs Linux 5.3 (pidfd_open): " + Errors.describe(supervisor));
    }
    Memory memory = Memory.ofProcess();
    StepTable steps = StepTable.of(memory, steps(memory, listener.descriptor(), (int) supervisor));
    // The block that the routine `guard` takes: steps, listener, request, poll
    long block =
        memory
            .longs(
                steps.address(),
                listener.descriptor(),
                listener.requestAddress(),
                Listener.pollfd(memory, listener.descriptor()).address())
            .address();
    long pid = Child.start(memory, CLONE_VM, MachineCode.mapped().guard(), block);
    SystemCall.CLOSE.call(supervisor);
    if (pid < 0) {
      throw new NotSupported("no process for the guard of the recording: " + Errors.describe(pid));
    }
    return new Guard(memory, (int) pid);
  }

  /**
   * {@return what it does until the supervisor is gone} It holds on to no terminal, pipe or group.
   */
  private static List<Step> steps(Memory memory, int listener, int supervisor) {
    List<Step> steps = new ArrayList<>();
    steps.add(Step.may(SystemCall.SETSID, "leave the session"));
    steps.add(Step.may(SystemCall.PRCTL, "take a name", PR_SET_NAME, memory.string(NAME)));
    long low = Math.min(listener, supervisor);
    long high = Math.max(listener, supervisor);
    closeRange(steps, 0, low - 1);
    closeRange(steps, low + 1, high - 1);
    closeRange(steps, high + 1, NO_DESCRIPTOR_ABOVE);
    long poll = Listener.pollfd(memory, supervisor).address();
    steps.add(Step.must(SystemCall.PPOLL, "wait for the end of the supervisor", poll, 1));
    return steps;
  }

  private static void closeRange(List<Step> steps, long first, long last) {
    if (first <= last) {
      steps.add(Step.may(SystemCall.CLOSE_RANGE, "close descriptors", first, last));
    }
  }

  /** Ends it: there is nothing to guard any more. */
  @Override
  public void close() {
    SystemCall.KILL.call(pid, SIGKILL);
    long result;
    do {
      result = SystemCall.WAIT4.call(pid, 0, WALL);
    } while (result == Errors.EINTR);
    memory.close();
  }
}
