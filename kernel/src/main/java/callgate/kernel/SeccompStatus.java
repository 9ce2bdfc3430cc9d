package callgate.kernel;

/**
 * What a thread runs under.
 *
 * @param filters how many filters it has; 0 before Linux 5.9, which doesn't tell
 * @param noNewPrivileges whether it can gain no privileges by executing programs
 */
public record SeccompStatus(Mode mode, int filters, boolean noNewPrivileges) {
  /** What the kernel does with its calls ({@code Seccomp:} in proc_pid_status(5)). */
  public enum Mode {
    /** All calls are made. */
    DISABLED,
    /** Only {@code read}, {@code write}, {@code _exit} and {@code sigreturn} are. */
    STRICT,
    /** Filters decide. */
    FILTER
  }

  /** The same as {@code equals}, which the JVM puts together when it is first called. */
  boolean isSame(SeccompStatus other) {
    return mode == other.mode
        && filters == other.filters
        && noNewPrivileges == other.noNewPrivileges;
  }

  static SeccompStatus of(ThreadStatus status) {
    Mode mode =
        switch (status.number("Seccomp")) {
          case 1 -> Mode.STRICT;
          case 2 -> Mode.FILTER;
          default -> Mode.DISABLED;
        };
    return new SeccompStatus(
        mode, status.number("Seccomp_filters"), status.number("NoNewPrivs") == 1);
  }
}
