package callgate.format.callgate;

/**
 * Splits a formula into tokens: names (with {@code :64}, {@code :32} or {@code :all} where a width
 * is asked for), numbers, and the operators {@code && || ! ( ) == != <= >= < > & | ~ -}.
 */
final class Lexer {
  /** What kinds of tokens there are. */
  enum Kind {
    NAME,
    NUMBER,
    OPERATOR,
    END
  }

  private static final String[] LONG_OPERATORS = {"&&", "||", "==", "!=", "<=", ">="};
  private static final String SHORT_OPERATORS = "!()<>&|~-";

  private final String text;
  private Kind kind = Kind.END;
  private int start;
  private int end;

  Lexer(String text) throws FormulaError {
    this.text = text;
    next();
  }

  Kind kind() {
    return kind;
  }

  /** {@return the token as written; empty at the end} */
  String token() {
    return text.substring(start, end);
  }

  /** {@return where the token starts, from 0} */
  int offset() {
    return start;
  }

  /** {@return whether this operator is next} */
  boolean at(String operator) {
    return kind == Kind.OPERATOR && token().equals(operator);
  }

  /** {@return whether this operator was next; then it is behind} */
  boolean accept(String operator) throws FormulaError {
    if (at(operator)) {
      next();
      return true;
    }
    return false;
  }

  /** Goes on to the next token. */
  void next() throws FormulaError {
    start = end;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    if (start == text.length()) {
      end = start;
      kind = Kind.END;
      return;
    }
    char first = text.charAt(start);
    if (isWord(first)) {
      end = start + 1;
      while (end < text.length() && isWord(text.charAt(end))) {
        end++;
      }
      kind = first >= '0' && first <= '9' ? Kind.NUMBER : Kind.NAME;
      if (kind == Kind.NAME && end < text.length() && text.charAt(end) == ':') {
        width();
      }
      return;
    }
    kind = Kind.OPERATOR;
    end = start + operatorLength();
  }

  private void width() throws FormulaError {
    if (text.startsWith(":32", end) || text.startsWith(":64", end)) {
      end += 3;
    } else if (text.startsWith(":all", end)) {
      end += 4;
    } else {
      throw new FormulaError(end, "a width is :32, :64 or :all");
    }
  }

  private int operatorLength() throws FormulaError {
    for (String operator : LONG_OPERATORS) {
      if (text.startsWith(operator, start)) {
        return 2;
      }
    }
    char first = text.charAt(start);
    if (SHORT_OPERATORS.indexOf(first) >= 0) {
      return 1;
    }
    if (first == '=') {
      throw new FormulaError(start, "= compares nothing; write ==");
    }
    throw new FormulaError(
        start, "a formula has no " + text.substring(start, text.offsetByCodePoints(start, 1)));
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
