package callgate.format;

import callgate.policy.Position;

/**
 * Something in a policy that its author should know about and that doesn't keep it from being used.
 */
public record Warning(Position position, String text) {
  /** {@return {@code file:line:column: warning: what}} */
  @Override
  public String toString() {
    return position + ": warning: " + text;
  }
}
