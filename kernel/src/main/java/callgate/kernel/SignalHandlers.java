package callgate.kernel;

/**
 * What a supervisor does with signals while its program runs. Ctrl-C and Ctrl-\ reach the program
 * without help, since it is in the terminal's process group, and must not end the supervisor; those
 * that somebody sends to the supervisor to end it are passed on. Signals that were ignored stay so.
 */
final class SignalHandlers implements AutoCloseable {
  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIGTERM = 15;
  private static final int[] SIGNALS = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  private static final long SA_RESTART_ONSTACK_RESTORER = 0x10000000 | 0x08000000 | 0x04000000;
  private static final int SIGACTION_BYTES = 32;

  private final MachineCode code = MachineCode.mapped();
  private final Memory memory = Memory.ofProcess();
  private final long[] former = new long[SIGNALS.length];

  /** Sets the handlers. */
  SignalHandlers() {
    long ignored = Signals.now().ignored();
    stopForwarding();
    code.takeEarly();
    for (int i = 0; i < SIGNALS.length; i++) {
      if (!Signals.contains(ignored, SIGNALS[i])) {
        former[i] = memory.struct(SIGACTION_BYTES).address();
        set(SIGNALS[i], action(SIGNALS[i]), former[i]);
      }
    }
  }

  /** From here on signals are passed on to that process, and one that came too early at once. */
  void forwardTo(SpawnedProcess process) {
    code.forwardTo(process.pid());
    code.takeSignalled();
    int early = code.takeEarly();
    if (early != 0) {
      process.signal(early);
    }
  }

  /** From here on signals are only noticed: there is no process to pass them on to. */
  void stopForwarding() {
    code.forwardTo(0);
    code.takeSignalled();
  }

  /** {@return whether a signal came since the last time} */
  boolean takeSignalled() {
    return code.takeSignalled();
  }

  @Override
  public void close() {
    for (int i = 0; i < SIGNALS.length; i++) {
      if (former[i] != 0) {
        set(SIGNALS[i], former[i], 0);
      }
    }
    memory.close();
  }

  private long action(int signal) {
    boolean terminals = signal == SIGINT || signal == SIGQUIT;
    // struct sigaction: handler, flags, restorer, mask; eight bytes each
    return memory
        .struct(SIGACTION_BYTES)
        .putLong(0, (terminals ? code.note() : code.forward()).address())
        .putLong(8, SA_RESTART_ONSTACK_RESTORER)
        .putLong(16, code.restore().address())
        .address();
  }

  private static void set(int signal, long action, long old) {
    SystemCall.RT_SIGACTION.call(signal, action, old, Long.BYTES);
  }
}
