package callgate.kernel;

/**
 * Whether a program that gets a filter may still gain privileges by executing set-user-ID programs
 * and such (prctl(2), PR_SET_NO_NEW_PRIVS).
 */
public enum Privileges {
  /**
   * It may not, nor may its descendants: what the kernel demands of unprivileged users, since a
   * filter can confuse a privileged program.
   */
  GIVE_UP,
  /** It may. The kernel lets only {@code CAP_SYS_ADMIN} install a filter then. */
  KEEP
}
