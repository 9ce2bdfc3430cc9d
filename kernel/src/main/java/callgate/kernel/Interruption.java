package callgate.kernel;

/** Lets a command that watches end by itself when somebody asks it to: Ctrl-C, SIGTERM. */
public final class Interruption implements AutoCloseable {
  private final SignalHandlers signals = new SignalHandlers();
  private boolean came;

  /** From here on such signals are only noticed. */
  public Interruption() {
    signals.stopForwarding();
  }

  /** {@return whether one came} */
  public boolean came() {
    came |= signals.takeSignalled();
    return came;
  }

  @Override
  public void close() {
    signals.close();
  }
}
