package callgate.format;

import callgate.policy.Position;

/**
 * Something in a policy that its author should know about and that doesn't keep it from being used.
 *
 * @param isLost whether it is something that the document says and the policy therefore doesn't
 * @param filter the setting that makes a filter of its own beside the policy, such as {@code
 *     LockPersonality}; empty for any other warning
 */
public record Warning(Position position, String text, boolean isLost, String filter) {
  public Warning(Position position, String text) {
    this(position, text, false, "");
  }

  /** {@return a warning about something that the document says and no policy can} */
  public static Warning lost(Position position, String text) {
    return new Warning(position, text, true, "");
  }

  /** {@return a warning about a setting for which another filter is installed as well} */
  public static Warning ofFilter(Position position, String text, String filter) {
    return new Warning(position, text, false, filter);
  }

  /** {@return {@code file:line:column: warning: what}} */
  @Override
  public String toString() {
    return position + ": warning: " + text;
  }
}
