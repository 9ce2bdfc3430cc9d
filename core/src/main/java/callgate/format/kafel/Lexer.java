package callgate.format.kafel;

import callgate.format.Document;
import callgate.format.PolicySource;
import callgate.format.kafel.Token.Kind;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a policy into words, those of the files that it includes in their place. */
final class Lexer {
  /** How deep kafel lets files include each other. */
  private static final int MAX_DEPTH = 16;

  /** More words than any policy has: files that include others twice each grow without end. */
  private static final int MAX_WORDS = 2_000_000;

  private static final List<String> SIGNS =
      List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "|", "&", "!", "#", ",");

  private final Document document;
  private final String text;
  private final int depth;
  private final List<Token> words;
  private int at;
  private int line = 1;
  private int lineStart;

  private Lexer(Document document, int depth, List<Token> words) {
    this.document = document;
    this.text = document.text();
    this.depth = depth;
    this.words = words;
  }

  /** {@return the words of a document, the last of kind END} */
  static List<Token> words(Document document) {
    List<Token> words = new ArrayList<>();
    Lexer lexer = new Lexer(document, 0, words);
    lexer.all();
    words.add(new Token(Kind.END, "the end", lexer.position()));
    return words;
  }

  private void all() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (text.startsWith("//", at)) {
        at = endOfLine();
      } else if (text.startsWith("/*", at)) {
        comment();
      } else if (text.startsWith("#include", at)) {
        include();
      } else {
        word(c);
      }
    }
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }

  private int endOfLine() {
    int end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private void comment() {
    Position start = position();
    int end = text.indexOf("*/", at + 2);
    if (end < 0) {
      throw new BadInput(start, "this comment has no end");
    }
    while (at < end) {
      if (text.charAt(at) == '\n') {
        newLine();
      } else {
        at++;
      }
    }
    at = end + 2;
  }

  private void include() {
    Position start = position();
    at += "#include".length();
    boolean any = false;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != ';') {
      char c = text.charAt(at);
      if (c == '"') {
        any = true;
        file();
      } else if (Character.isWhitespace(c)) {
        at++;
      } else {
        throw new BadInput(position(), "#include is followed by names of files in quotes");
      }
    }
    if (!any) {
      throw new BadInput(start, "#include which file? Its name stands in quotes behind it");
    }
    if (at < text.length() && text.charAt(at) == ';') {
      at++;
    }
  }

  private void file() {
    Position start = position();
    int end = text.indexOf('"', at + 1);
    if (end < 0 || end > endOfLine() || end == at + 1) {
      throw new BadInput(start, "a file's name ends with a quote on the same line");
    }
    if (depth == MAX_DEPTH) {
      throw new BadInput(start, "files include each other more than 16 deep here");
    }
    Document included = PolicySource.beside(document, text.substring(at + 1, end), start);
    new Lexer(included, depth + 1, words).all();
    at = end + 1;
  }

  private void word(char first) {
    if (words.size() > MAX_WORDS) {
      throw new BadInput(position(), "with its files this is larger than any policy is");
    }
    Optional<String> sign =
        SIGNS.stream().filter(candidate -> text.startsWith(candidate, at)).findFirst();
    if (isLetter(first)) {
      take(Kind.NAME, wordEnd(at));
    } else if (isDigit(first)) {
      take(Kind.NUMBER, wordEnd(at));
    } else if (first == '-' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
      take(Kind.NUMBER, wordEnd(at + 1));
    } else if (sign.isPresent()) {
      take(Kind.SIGN, at + sign.get().length());
    } else if ("[](){}".indexOf(first) >= 0) {
      take(Kind.SIGN, at + 1);
    } else {
      String unknown = text.substring(at, text.offsetByCodePoints(at, 1));
      throw new BadInput(position(), "a policy of kafel has no " + unknown);
    }
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < text.length() && (isLetter(text.charAt(end)) || isDigit(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  private void take(Kind kind, int end) {
    words.add(new Token(kind, text.substring(at, end), position()));
    at = end;
  }

  private Position position() {
    return new Position(document.name(), line, at - lineStart + 1);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
