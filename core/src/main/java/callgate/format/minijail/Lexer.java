package callgate.format.minijail;

import callgate.format.Document;
import callgate.format.minijail.Token.Kind;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Splits a policy into statements, and those into words. A statement is a line, or several where
 * each but the last ends with a backslash; {@code #} starts a comment.
 */
final class Lexer {
  static final Set<String> ACTIONS =
      Set.of("allow", "kill", "kill-process", "kill-thread", "trap", "trace", "log", "user-notify");

  private static final List<String> OPERATORS = List.of("==", "!=", "<=", ">=", "<", ">");

  private final String file;
  private final List<Statement> statements = new ArrayList<>();
  private final List<Token> words = new ArrayList<>();
  private String line = "";
  private int number;
  private int at;

  private Lexer(String file) {
    this.file = file;
  }

  /**
   * The words of a statement.
   *
   * @param words at least one
   * @param reason the comment at its end, or empty
   */
  record Statement(List<Token> words, String reason) {
    Statement {
      words = List.copyOf(words);
    }
  }

  /**
   * {@return the statements of a document}
   *
   * @throws BadInput where something is no word
   */
  static List<Statement> statements(Document document) {
    Lexer lexer = new Lexer(document.name());
    for (String line : document.text().split("\r?\n", -1)) {
      lexer.line(line);
    }
    lexer.end("");
    return lexer.statements;
  }

  private void line(String text) {
    line = text;
    number++;
    at = 0;
    String comment = "";
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '#') {
        comment = line.substring(at + 1).strip();
        break;
      }
      if (Character.isWhitespace(c) || (c == '\\' && at == line.length() - 1)) {
        at++;
      } else {
        word(c);
      }
    }
    if (!line.endsWith("\\")) {
      end(comment);
    }
  }

  private void end(String comment) {
    if (!words.isEmpty()) {
      statements.add(new Statement(words, comment));
      words.clear();
    }
  }

  private void word(char first) {
    Optional<String> operator =
        OPERATORS.stream().filter(candidate -> line.startsWith(candidate, at)).findFirst();
    if (first == '@') {
      take(Kind.DIRECTIVE, wordEnd(at + 1));
    } else if (first == '/' || line.startsWith("./", at)) {
      take(Kind.PATH, blank());
    } else if (isDigit(first) || (first == '-' && at + 1 < line.length() && isDigit(next()))) {
      take(Kind.NUMBER, wordEnd(at + 1));
    } else if (isLetter(first)) {
      int end = wordEnd(at);
      take(kind(line.substring(at, end)), end);
    } else if (line.startsWith("&&", at) || line.startsWith("||", at)) {
      take(Kind.SIGN, at + 2);
    } else if (operator.isPresent()) {
      take(Kind.OPERATOR, at + operator.get().length());
    } else if (first == '&') {
      take(Kind.OPERATOR, at + 1);
    } else if (":;,~(){}[]|=".indexOf(first) >= 0) {
      take(Kind.SIGN, at + 1);
    } else {
      String sign = line.substring(at, line.offsetByCodePoints(at, 1));
      throw new BadInput(position(), "a policy of minijail has no " + sign);
    }
  }

  private static Kind kind(String word) {
    if (ACTIONS.contains(word)) {
      return Kind.ACTION;
    }
    if (word.equals("in")) {
      return Kind.OPERATOR;
    }
    if (word.equals("return")) {
      return Kind.RETURN;
    }
    return word.length() > 3
            && word.startsWith("arg")
            && word.chars().skip(3).allMatch(c -> isDigit((char) c))
        ? Kind.ARGUMENT
        : Kind.NAME;
  }

  private char next() {
    return line.charAt(at + 1);
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < line.length() && isInWord(line.charAt(end))) {
      end++;
    }
    return end;
  }

  private int blank() {
    int end = at;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return end;
  }

  private void take(Kind kind, int end) {
    words.add(new Token(kind, line.substring(at, end), position()));
    at = end;
  }

  private Position position() {
    return new Position(file, number, at + 1);
  }

  private static boolean isInWord(char c) {
    return isLetter(c) || isDigit(c) || c == '-' || c == '@';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
