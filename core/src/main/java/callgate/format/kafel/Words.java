package callgate.format.kafel;

import callgate.format.kafel.Token.Kind;
import callgate.policy.BadInput;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The words of a policy, taken one after the other. */
final class Words {
  private static final int MAX_DIGITS = 100;

  private final List<Token> words;
  private int next;

  Words(List<Token> words) {
    this.words = words;
  }

  Token peek() {
    return words.get(next);
  }

  boolean at(String what) {
    return peek().is(what);
  }

  boolean at(Kind kind) {
    return peek().kind() == kind;
  }

  /** {@return whether this was next; then it is behind} */
  boolean accept(String what) {
    if (at(what)) {
      next++;
      return true;
    }
    return false;
  }

  void expect(String what) {
    if (!accept(what)) {
      throw expected(what);
    }
  }

  Token take(Kind kind, String what) {
    if (!at(kind)) {
      throw expected(what);
    }
    return words.get(next++);
  }

  BadInput expected(String what) {
    return new BadInput(peek().position(), what + " was expected here, not " + peek().text());
  }

  /** {@return where the words go on, to come back to with {@link #back}} */
  int mark() {
    return next;
  }

  void back(int mark) {
    next = mark;
  }

  /**
   * {@return the next word as a number}: decimal with an optional sign, 0x, 0b, or octal with a
   * leading 0
   */
  long number() {
    Token token = take(Kind.NUMBER, "a number");
    return value(token.text())
        .orElseThrow(
            () -> new BadInput(token.position(), token.text() + " is no number of 64 bits"));
  }

  private static Optional<Long> value(String text) {
    try {
      if (text.length() > MAX_DIGITS) {
        return Optional.empty();
      }
      BigInteger value;
      if (text.startsWith("0x")) {
        value = new BigInteger(text.substring(2), 16);
      } else if (text.startsWith("0b")) {
        value = new BigInteger(text.substring(2), 2);
      } else if (text.length() > 1 && text.startsWith("0")) {
        value = new BigInteger(text, 8);
      } else {
        value = new BigInteger(text);
      }
      boolean fits =
          value.signum() < 0 ? value.negate().bitLength() <= 64 : value.bitLength() <= 64;
      return fits ? Optional.of(value.longValue()) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
