package callgate.kernel;

/**
 * How a process ended, as {@code wait4} reports it.
 *
 * @param raw the status word: a signal in bits 0 to 6, bit 7 when there is a core dump, the exit
 *     code in bits 8 to 15
 */
public record ExitStatus(int raw) {
  /** {@return the signal that killed it, or 0 when it exited} */
  public int signal() {
    return raw & 0x7f;
  }

  /** {@return what it exited with, or 0 when it was killed} */
  public int code() {
    return (raw >> 8) & 0xff;
  }

  /** {@return whether it left a core dump} */
  public boolean dumpedCore() {
    return (raw & 0x80) != 0;
  }

  /** {@return what a shell makes of it: the exit code, or 128 and the signal} */
  public int forShell() {
    return signal() == 0 ? code() : 128 + signal();
  }
}
