package callgate.format.minijail;

import callgate.format.minijail.Token.Kind;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import callgate.syscall.Constants;
import callgate.syscall.Errno;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads what stands behind a call's colon:
 *
 * <pre>
 * filter     = "{" single { "," single } "}" | single
 * single     = action | expression [ ";" action ]
 * expression = clause { "||" clause }
 * clause     = atom { "&amp;&amp;" atom }
 * atom       = "arg" N operator value
 * value      = [ "~" ] ( "(" value ")" | NAME | NUMBER ) { "|" ... }
 * </pre>
 */
final class FilterParser {
  /** Deeper parentheses would exhaust the stack. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_DIGITS = 100;

  private final Words words;
  private final Abi abi;
  private final boolean denylist;
  private int depth;

  /**
   * @param abi whose constants count, and whose width
   * @param denylist whether {@code kill} means an errno, as the compiler has it there
   */
  FilterParser(Words words, Abi abi, boolean denylist) {
    this.words = words;
    this.abi = abi;
    this.denylist = denylist;
  }

  List<Filter> filters() {
    if (!words.accept("{")) {
      return List.of(single());
    }
    List<Filter> filters = new ArrayList<>();
    do {
      filters.add(single());
    } while (words.accept(","));
    words.expect("}");
    return filters;
  }

  private Filter single() {
    if (!words.at(Kind.ARGUMENT)) {
      var position = words.position();
      return Filter.always(action(), position);
    }
    var position = words.position();
    Condition condition = expression();
    if (!words.accept(";")) {
      return new Filter(Optional.of(condition), Action.ALLOW, false, position);
    }
    boolean otherwise = words.at(Kind.RETURN);
    return new Filter(Optional.of(condition), action(), otherwise, position);
  }

  /** {@return an action in words, {@code 1} for allow, or {@code return} and an errno} */
  Action action() {
    Token word = words.take("an action");
    if (word.kind() == Kind.NUMBER && word.text().equals("1")) {
      return Action.ALLOW;
    }
    if (word.kind() == Kind.RETURN) {
      return words.peek().isEmpty() ? kill() : Action.of(0x00050000 | errno());
    }
    if (word.kind() == Kind.ACTION) {
      return named(word);
    }
    throw new BadInput(
        word.position(),
        word.text()
            + " is no action; they are allow, kill, kill-process, kill-thread, trap, trace, log,"
            + " user-notify and return ERRNO");
  }

  private Action named(Token word) {
    return switch (word.text()) {
      case "allow" -> Action.ALLOW;
      case "kill" -> kill();
      case "kill-process" -> Action.KILL_PROCESS;
      case "kill-thread" -> Action.KILL_THREAD;
      case "trap" -> Action.trap(0);
      case "trace" -> Action.trace(0);
      case "log" -> Action.LOG;
      default -> Action.USER_NOTIF;
    };
  }

  private Action kill() {
    return denylist ? Action.errno(1) : Action.KILL_THREAD;
  }

  private int errno() {
    if (words.at(Kind.NAME)) {
      Token name = words.take("an errno");
      OptionalInt number = Errno.number(abi, name.text());
      return number.orElseThrow(() ->
          new BadInput(
              name.position(),
              "there is no errno "
                  + name.text()
                  + Errno.suggestion(name.text())
                      .map(meant -> "; did you mean " + meant + "?")
                      .orElse("")));
    }
    Token number = words.take(Kind.NUMBER, "an errno");
    long value = number(number);
    if (value < 0 || value > 0xffff) {
      throw new BadInput(number.position(), "an errno is 0 to 65535, not " + number.text());
    }
    return (int) value;
  }

  private Condition expression() {
    List<Condition> clauses = new ArrayList<>();
    do {
      List<Condition> atoms = new ArrayList<>();
      do {
        atoms.add(atom());
      } while (words.accept("&&"));
      clauses.add(atoms.size() == 1 ? atoms.getFirst() : new Condition.All(atoms));
    } while (words.accept("||"));
    return clauses.size() == 1 ? clauses.getFirst() : new Condition.Any(clauses);
  }

  private Condition atom() {
    Token argument = words.take(Kind.ARGUMENT, "an argument such as arg0");
    String digits = argument.text().substring(3);
    int index = digits.length() == 1 ? digits.charAt(0) - '0' : Integer.MAX_VALUE;
    if (index > 5) {
      throw new BadInput(
          argument.position(), "a call has arguments arg0 to arg5, not " + argument.text());
    }
    Token operator = words.take(Kind.OPERATOR, "a comparison such as ==");
    long value = value();
    return switch (operator.text()) {
      case "&" -> new Test(index, Op.NE, 0, value, Width.BITS_64);
      case "in" -> new Test(index, Op.EQ, 0, ~value, Width.BITS_64);
      default -> new Test(index, op(operator), value, -1, Width.BITS_64);
    };
  }

  private static Op op(Token operator) {
    for (Op op : Op.values()) {
      if (op.symbol().equals(operator.text())) {
        return op;
      }
    }
    throw new BadInput(operator.position(), operator.text() + " compares nothing; write ==");
  }

  private long value() {
    if (++depth > MAX_DEPTH) {
      throw new BadInput(words.position(), "this is nested too deeply");
    }
    long value = 0;
    do {
      boolean complement = words.accept("~");
      long part;
      if (words.accept("(")) {
        part = value();
        words.expect(")");
      } else {
        part = constant();
      }
      value |= complement ? ~part : part;
    } while (words.accept("|"));
    depth--;
    return abi.argumentBits() == 32 ? value & 0xffffffffL : value;
  }

  private long constant() {
    if (words.at(Kind.NUMBER)) {
      return number(words.take("a number"));
    }
    Token name = words.take(Kind.NAME, "a number or a constant");
    OptionalLong value = Constants.value(abi, name.text());
    return value.orElseThrow(() ->
        new BadInput(
            name.position(),
            "there is no constant "
                + name.text()
                + " on "
                + abi.token()
                + Constants.suggestion(name.text())
                    .filter(meant -> !meant.equals(name.text()))
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("; write its number")));
  }

  /** {@return a number as C's strtol reads it, if it has a word's width} */
  private long number(Token token) {
    String text = token.text();
    boolean negative = text.startsWith("-");
    String digits = negative ? text.substring(1) : text;
    try {
      if (digits.length() > MAX_DIGITS) {
        throw new NumberFormatException("no number is that long");
      }
      BigInteger value;
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        value = new BigInteger(digits.substring(2), 16);
      } else if (digits.length() > 1 && digits.startsWith("0")) {
        value = new BigInteger(digits, 8);
      } else {
        value = new BigInteger(digits);
      }
      int bits = abi.argumentBits();
      boolean fits = negative ? value.negate().bitLength() < bits : value.bitLength() <= bits;
      if (value.signum() >= 0 && fits) {
        return negative ? -value.longValue() : value.longValue();
      }
      throw new BadInput(
          token.position(), text + " is too large for an argument of " + bits + " bits");
    } catch (NumberFormatException e) {
      throw new BadInput(token.position(), text + " is no number");
    }
  }
}
