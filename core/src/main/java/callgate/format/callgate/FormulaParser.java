package callgate.format.callgate;

import callgate.format.Numbers;
import callgate.format.callgate.Term.Constant;
import callgate.format.callgate.Term.Masked;
import callgate.format.callgate.Term.Truth;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Constants;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a formula over the arguments of a call:
 *
 * <pre>
 * formula    = all { "||" all }
 * all        = part { "&amp;&amp;" part }
 * part       = "!" part | comparison
 * comparison = masked [ ("==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") masked ]
 * masked     = bits { "&amp;" bits }
 * bits       = atom { "|" atom }
 * atom       = "(" formula ")" | NAME | NUMBER | "-" NUMBER | "~" atom
 * </pre>
 */
final class FormulaParser {
  /** Deeper formulas would exhaust the stack. */
  private static final int MAX_DEPTH = 100;

  private final Lexer lexer;
  private final Arguments arguments;
  private int depth;

  private FormulaParser(Lexer lexer, Arguments arguments) {
    this.lexer = lexer;
    this.arguments = arguments;
  }

  /** {@return what a whole formula means for a call on an ABI} */
  static Condition formula(String text, Arguments arguments) throws FormulaError {
    FormulaParser parser = new FormulaParser(new Lexer(text), arguments);
    int start = parser.lexer.offset();
    Term term = parser.any();
    parser.expectEnd();
    return truth(term, start);
  }

  /**
   * {@return what is said of one argument by a value such as {@code AF_UNIX}, or by the rest of a
   * comparison such as {@code != AF_UNIX} or {@code & O_CREAT == 0}}
   */
  static Condition value(String text, Masked argument, Arguments arguments) throws FormulaError {
    FormulaParser parser = new FormulaParser(new Lexer(text), arguments);
    Term term;
    if (parser.operator().isPresent() || parser.lexer.at("&")) {
      term = parser.compared(parser.maskedRest(argument, 0), 0);
    } else {
      int start = parser.lexer.offset();
      term = parser.compare(argument, Op.EQ, constant(parser.masked(), start));
    }
    parser.expectEnd();
    return truth(term, 0);
  }

  private void expectEnd() throws FormulaError {
    if (lexer.kind() != Lexer.Kind.END) {
      throw new FormulaError(lexer.offset(), "this is one too many: " + lexer.token());
    }
  }

  private Term any() throws FormulaError {
    if (++depth > MAX_DEPTH) {
      throw new FormulaError(lexer.offset(), "this is nested too deeply");
    }
    int start = lexer.offset();
    Term first = all();
    if (lexer.at("||")) {
      List<Condition> parts = new ArrayList<>();
      parts.add(truth(first, start));
      while (lexer.accept("||")) {
        int next = lexer.offset();
        parts.add(truth(all(), next));
      }
      first = new Truth(new Condition.Any(parts));
    }
    depth--;
    return first;
  }

  private Term all() throws FormulaError {
    int start = lexer.offset();
    Term first = part();
    if (!lexer.at("&&")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>();
    parts.add(truth(first, start));
    while (lexer.accept("&&")) {
      int next = lexer.offset();
      parts.add(truth(part(), next));
    }
    return new Truth(new Condition.All(parts));
  }

  private Term part() throws FormulaError {
    boolean not = false;
    boolean any = false;
    while (lexer.accept("!")) {
      not = !not;
      any = true;
    }
    int start = lexer.offset();
    Term term = compared(masked(), start);
    if (!any) {
      return term;
    }
    Condition condition = truth(term, start);
    return new Truth(not ? new Condition.Not(condition) : condition);
  }

  /** Goes on after the left side of what may be a comparison. */
  private Term compared(Term left, int start) throws FormulaError {
    Optional<Op> operator = operator();
    if (operator.isEmpty()) {
      return left;
    }
    lexer.next();
    int next = lexer.offset();
    Term right = masked();
    if (left instanceof Masked argument) {
      return compare(argument, operator.get(), constant(right, next));
    }
    if (right instanceof Masked argument) {
      return compare(argument, flipped(operator.get()), constant(left, start));
    }
    throw new FormulaError(start, "a comparison needs an argument on one side");
  }

  private Optional<Op> operator() {
    if (lexer.kind() == Lexer.Kind.OPERATOR) {
      for (Op op : Op.values()) {
        if (op.symbol().equals(lexer.token())) {
          return Optional.of(op);
        }
      }
    }
    return Optional.empty();
  }

  private static Op flipped(Op op) {
    return switch (op) {
      case EQ, NE -> op;
      case LT -> Op.GT;
      case LE -> Op.GE;
      case GT -> Op.LT;
      case GE -> Op.LE;
    };
  }

  private Truth compare(Masked argument, Op op, Constant value) throws FormulaError {
    checkFits(value, arguments.bits(argument.argument(), argument.width()));
    return new Truth(
        new Test(argument.argument(), op, value.value(), argument.mask(), argument.width()));
  }

  private void checkFits(Constant value, int bits) throws FormulaError {
    if (!value.fits(bits)) {
      String call = arguments.call().isEmpty() ? "here" : arguments.call();
      throw new FormulaError(
          value.offset(),
          "0x"
              + Long.toHexString(value.value())
              + " doesn't fit: only 32 bits of this argument of "
              + call
              + " count on "
              + arguments.abi().token()
              + (arguments.abi().argumentBits() == 32
                  ? "; give this ABI a rule of its own with on: [...]"
                  : "; write :64 after its name to compare all 64"));
    }
  }

  private Term masked() throws FormulaError {
    int start = lexer.offset();
    return maskedRest(bits(), start);
  }

  /** Goes on after the first of what may be several operands of {@code &}. */
  private Term maskedRest(Term first, int start) throws FormulaError {
    Term result = first;
    while (lexer.accept("&")) {
      int next = lexer.offset();
      result = and(result, start, bits(), next);
    }
    return result;
  }

  private Term and(Term left, int leftOffset, Term right, int rightOffset) throws FormulaError {
    if (left instanceof Masked argument) {
      return masked(argument, constant(right, rightOffset));
    }
    Constant number = constant(left, leftOffset);
    if (right instanceof Masked argument) {
      return masked(argument, number);
    }
    Constant other = constant(right, rightOffset);
    return new Constant(
        number.value() & other.value(), number.negative() && other.negative(), leftOffset);
  }

  private Masked masked(Masked argument, Constant mask) throws FormulaError {
    if (!mask.negative()) {
      checkFits(mask, arguments.bits(argument.argument(), argument.width()));
    }
    return new Masked(argument.argument(), argument.width(), argument.mask() & mask.value());
  }

  private Term bits() throws FormulaError {
    int start = lexer.offset();
    Term first = atom();
    if (!lexer.at("|")) {
      return first;
    }
    Constant sum = constant(first, start);
    while (lexer.accept("|")) {
      int next = lexer.offset();
      Constant other = constant(atom(), next);
      sum = new Constant(sum.value() | other.value(), sum.negative() || other.negative(), start);
    }
    return sum;
  }

  private Term atom() throws FormulaError {
    int start = lexer.offset();
    if (lexer.accept("(")) {
      Term inner = any();
      if (!lexer.accept(")")) {
        throw new FormulaError(lexer.offset(), "a ) is missing here");
      }
      return inner;
    }
    if (lexer.accept("~")) {
      if (++depth > MAX_DEPTH) {
        throw new FormulaError(start, "this is nested too deeply");
      }
      Constant inner = constant(atom(), start + 1);
      depth--;
      return new Constant(~inner.value(), !inner.negative(), start);
    }
    boolean minus = lexer.accept("-");
    if (lexer.kind() == Lexer.Kind.NUMBER) {
      return number(minus, start);
    }
    if (lexer.kind() == Lexer.Kind.NAME && !minus) {
      return name();
    }
    throw new FormulaError(
        lexer.offset(),
        lexer.kind() == Lexer.Kind.END
            ? "something is missing at the end"
            : "an argument or a number was expected, not " + lexer.token());
  }

  private Constant number(boolean minus, int start) throws FormulaError {
    OptionalLong value = Numbers.parse(lexer.token());
    if (value.isEmpty() || (minus && value.getAsLong() < 0)) {
      throw new FormulaError(start, lexer.token() + " is no number of at most 64 bits");
    }
    lexer.next();
    return minus
        ? new Constant(-value.getAsLong(), value.getAsLong() != 0, start)
        : new Constant(value.getAsLong(), false, start);
  }

  private Term name() throws FormulaError {
    int start = lexer.offset();
    String token = lexer.token();
    lexer.next();
    @Nullable Masked argument = argument(token, start);
    if (argument != null) {
      return argument;
    }
    OptionalLong constant = Constants.value(arguments.abi(), token);
    if (constant.isPresent()) {
      return new Constant(constant.getAsLong(), constant.getAsLong() < 0, start);
    }
    if (Character.isLowerCase(token.charAt(0))) {
      throw new FormulaError(start, arguments.problem(token));
    }
    throw new FormulaError(
        start,
        "there is no constant "
            + token
            + Constants.suggestion(token)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("; write its number"));
  }

  /** {@return the argument that a name with or without a width means, or null} */
  private @Nullable Masked argument(String token, int start) throws FormulaError {
    int colon = token.indexOf(':');
    int index = arguments.index(colon < 0 ? token : token.substring(0, colon));
    if (index >= 0) {
      Width width = colon < 0 ? Width.AUTO : Arguments.width(token.substring(colon));
      return new Masked(index, width, -1);
    }
    if (colon >= 0) {
      throw new FormulaError(start, arguments.problem(token.substring(0, colon)));
    }
    return null;
  }

  private static Condition truth(Term term, int offset) throws FormulaError {
    if (term instanceof Truth(Condition condition)) {
      return condition;
    }
    throw new FormulaError(
        offset,
        term instanceof Masked
            ? "an argument by itself is no condition; compare it: ... != 0"
            : "a number by itself is no condition");
  }

  private static Constant constant(Term term, int offset) throws FormulaError {
    if (term instanceof Constant constant) {
      return constant;
    }
    throw new FormulaError(
        offset,
        term instanceof Masked
            ? "a number or constant was expected: a filter can't compare two arguments"
            : "a number or constant was expected here");
  }
}
