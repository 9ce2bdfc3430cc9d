package callgate.format.kafel;

import callgate.policy.Position;

/**
 * A word of a policy.
 *
 * @param text as written; of a file's name without quotes
 */
record Token(Kind kind, String text, Position position) {
  /** What kinds of words there are. */
  enum Kind {
    NAME,
    NUMBER,
    SIGN,
    /** The end of the policy. */
    END
  }

  boolean is(String what) {
    return kind != Kind.END && kind != Kind.NUMBER && text.equals(what);
  }
}
