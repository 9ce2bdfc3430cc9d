package callgate.format;

import callgate.policy.Position;

/**
 * Something in a policy that its author should know about and that doesn't keep it from being used.
 *
 * @param filter the setting that makes a filter of its own beside the policy, such as {@code
 *     LockPersonality}; empty for any other warning
 */
public record Warning(Position position, String text, Topic topic, String filter) {
  /** What a warning is about. */
  public enum Topic {
    /** The policy is not what the document seems to say. */
    MEANING,
    /** The document says something that the policy therefore doesn't. */
    LOST,
    /** Another filter is installed as well. */
    OTHER_FILTER,
    /** A call is meant for other ABIs than those of this policy. */
    OTHER_ABI,
    /** Calls of ABIs that the document does not name are let through. */
    FOREIGN_OPEN
  }

  public Warning(Position position, String text) {
    this(position, text, Topic.MEANING);
  }

  public Warning(Position position, String text, Topic topic) {
    this(position, text, topic, "");
  }

  /** {@return a warning about a setting for which another filter is installed as well} */
  public static Warning ofFilter(Position position, String text, String filter) {
    return new Warning(position, text, Topic.OTHER_FILTER, filter);
  }

  /** {@return {@code file:line:column: warning: what}} */
  @Override
  public String toString() {
    return position + ": warning: " + text;
  }
}
