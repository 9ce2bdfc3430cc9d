package callgate.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of signals: masks with bit {@code n - 1} for signal {@code n}, as in {@code
 * /proc/PID/status}.
 *
 * @param ignored those that are ignored
 * @param caught those that run a handler
 * @param blocked those that wait
 */
record Signals(long ignored, long caught, long blocked) {
  /**
   * A property with the mask of the signals that were ignored when this program was started:
   * HotSpot changes some.
   */
  static final String IGNORED = "callgate.signals.ignored";

  static final long ALL = -1;
  private static final int SIG_SETMASK = 2;
  private static final int SIG_DFL = 0;
  private static final int SIG_IGN = 1;
  private static final int SIGACTION_BYTES = 32;
  private static final int MASK_BYTES = 8;

  /** {@return the signals of this process now} */
  static Signals now() {
    // The first thread of a process only waits for the end of the JVM: its mask is what the process
    // started with.
    ThreadStatus status = ThreadStatus.ofThread(ProcessHandle.current().pid());
    return new Signals(status.mask("SigIgn"), status.mask("SigCgt"), status.mask("SigBlk"));
  }

  /** {@return whether a mask has that signal} */
  static boolean contains(long mask, int signal) {
    return ((mask >>> (signal - 1)) & 1) != 0;
  }

  /** {@return the mask of the signals that were ignored when this program was started} */
  long ignoredAtStart() {
    String property = System.getProperty(IGNORED, "");
    return property.isEmpty() ? ignored : Long.parseUnsignedLong(property, 16);
  }

  /**
   * {@return steps of a child that give each signal the disposition and the mask that this program
   * was started with} Handlers go before any signal can arrive: they are the JVM's.
   */
  List<Step> childSteps(Memory memory) {
    List<Step> steps = new ArrayList<>();
    long wanted = ignoredAtStart();
    dispositions(steps, memory, (caught | ignored) & ~wanted, SIG_DFL);
    dispositions(steps, memory, wanted & ~ignored, SIG_IGN);
    steps.add(mask(memory.longs(blocked).address(), 0));
    return steps;
  }

  /**
   * {@return steps of this process before it becomes another program} Handlers stay until {@code
   * execve} resets them, since other threads of the JVM still need them.
   */
  List<Step> ownSteps(Memory memory) {
    List<Step> steps = new ArrayList<>();
    long wanted = ignoredAtStart();
    dispositions(steps, memory, ignored & ~wanted, SIG_DFL);
    dispositions(steps, memory, wanted & ~ignored, SIG_IGN);
    steps.add(mask(memory.longs(blocked).address(), 0));
    return steps;
  }

  /**
   * {@return a step that sets the calling thread's mask}
   *
   * @param mask where the new mask is
   * @param old where the present one goes, or 0
   */
  static Step mask(long mask, long old) {
    return Step.must(
        SystemCall.RT_SIGPROCMASK, "set the signal mask", SIG_SETMASK, mask, old, MASK_BYTES);
  }

  private static void dispositions(List<Step> steps, Memory memory, long signals, int disposition) {
    if (signals == 0) {
      return;
    }
    // struct sigaction: handler, flags, restorer, mask; eight bytes each
    long action = memory.struct(SIGACTION_BYTES).putLong(0, disposition).address();
    for (long rest = signals; rest != 0; rest &= rest - 1) {
      int signal = Long.numberOfTrailingZeros(rest) + 1;
      steps.add(
          Step.may(
              SystemCall.RT_SIGACTION, "reset signal " + signal, signal, action, 0, MASK_BYTES));
    }
  }
}
