package callgate.format.minijail;

import callgate.policy.Position;

/**
 * A word of a policy.
 *
 * @param text as written
 */
record Token(Kind kind, String text, Position position) {
  /** What kinds of words there are. */
  enum Kind {
    /** {@code @default} and its like. */
    DIRECTIVE,
    PATH,
    NUMBER,
    ARGUMENT,
    /** {@code allow}, {@code kill}, ...: an action in one word. */
    ACTION,
    RETURN,
    NAME,
    /** How an argument is compared, {@code in} included. */
    OPERATOR,
    /** One or two characters that divide or group. */
    SIGN
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }
}
