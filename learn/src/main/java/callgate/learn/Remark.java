package callgate.learn;

import callgate.policy.Position;

/**
 * Something in a log that its owner should know.
 *
 * @param position where
 * @param text what, and what to do
 */
public record Remark(Position position, String text) {
  @Override
  public String toString() {
    return position + ": " + text;
  }
}
