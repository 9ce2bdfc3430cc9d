package callgate.learn.incident;

/**
 * The program that made a call, as far as a source tells. Its texts are what the program chose.
 *
 * @param pid the process, or the thread where the source tells only that; 0 if not known
 * @param comm the thread's name, at most 15 bytes; empty if not known
 * @param exe the path of the executable; empty if not known
 * @param user who ran it: a name or a number; empty if not known
 * @param unit the systemd unit; empty if not known
 * @param command the program with its arguments; empty if not known
 */
public record Caller(int pid, String comm, String exe, String user, String unit, String command) {
  /** Nothing is known. */
  public static final Caller UNKNOWN = new Caller(0, "", "", "", "", "");

  /** {@return the same, in a unit, unless one is known already} */
  public Caller in(String unit) {
    return this.unit.isEmpty() ? new Caller(pid, comm, exe, user, unit, command) : this;
  }

  /** {@return the same, with its arguments} */
  public Caller with(String command) {
    return command.isEmpty() ? this : new Caller(pid, comm, exe, user, unit, command);
  }
}
