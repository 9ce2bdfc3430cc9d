package callgate.format.minijail;

import callgate.format.minijail.Token.Kind;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.List;
import java.util.Optional;

/** The words of a statement, taken one after the other. */
final class Words {
  private final List<Token> words;
  private int next;

  Words(List<Token> words) {
    this.words = words;
  }

  Optional<Token> peek() {
    return next < words.size() ? Optional.of(words.get(next)) : Optional.empty();
  }

  boolean at(Kind kind) {
    return peek().filter(word -> word.kind() == kind).isPresent();
  }

  boolean at(String sign) {
    return peek().filter(word -> word.is(sign)).isPresent();
  }

  /** {@return whether this sign was next; then it is behind} */
  boolean accept(String sign) {
    if (at(sign)) {
      next++;
      return true;
    }
    return false;
  }

  void expect(String sign) {
    if (!accept(sign)) {
      throw expected(sign);
    }
  }

  /** {@return the next word, which must be of a kind} */
  Token take(Kind kind, String what) {
    if (!at(kind)) {
      throw expected(what);
    }
    return words.get(next++);
  }

  /** {@return the next word, whatever it is} */
  Token take(String what) {
    if (next == words.size()) {
      throw expected(what);
    }
    return words.get(next++);
  }

  /** Checks that nothing follows. */
  void end() {
    if (next < words.size()) {
      throw new BadInput(position(), "this is one too many: " + words.get(next).text());
    }
  }

  BadInput expected(String what) {
    return new BadInput(
        position(),
        what
            + " was expected here"
            + peek().map(word -> ", not " + word.text()).orElse("; the line ends too early"));
  }

  /** {@return where the next word stands, or where the last one ended} */
  Position position() {
    if (next < words.size()) {
      return words.get(next).position();
    }
    Token last = words.getLast();
    Position start = last.position();
    return new Position(start.file(), start.line(), start.column() + last.text().length());
  }
}
