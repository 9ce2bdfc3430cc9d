package callgate.format.kafel;

import callgate.format.kafel.Term.Truth;
import callgate.format.kafel.Term.Value;
import callgate.format.kafel.Token.Kind;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads an expression over the arguments of a call:
 *
 * <pre>
 * list    = any { "," any }               a comma is an OR that binds last
 * any     = all { "||" all }
 * all     = part { "&amp;&amp;" part }
 * part    = "!" part | bits [ ("==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=") bits ]
 * bits    = masked { "|" masked }          unlike in C, bits bind closer than comparisons
 * masked  = operand { "&amp;" operand }
 * operand = NUMBER | NAME | "(" list ")"
 * </pre>
 */
final class Expression {
  /** Deeper expressions would exhaust the stack. */
  private static final int MAX_DEPTH = 100;

  private final Words words;
  private final boolean only64;
  private final Map<String, Long> constants;
  private final ArgumentNames arguments;
  private int depth;

  /**
   * @param only64 whether the call is made with 64-bit arguments only
   */
  Expression(Words words, boolean only64, Map<String, Long> constants, ArgumentNames arguments) {
    this.words = words;
    this.only64 = only64;
    this.constants = constants;
    this.arguments = arguments;
  }

  /** {@return the condition that stands here, up to a closing brace} */
  Condition condition() {
    Position start = words.peek().position();
    return truth(list(), start);
  }

  private Term list() {
    if (++depth > MAX_DEPTH) {
      throw new BadInput(words.peek().position(), "this is nested too deeply");
    }
    Position start = words.peek().position();
    Term first = any();
    if (words.at(",")) {
      List<Condition> parts = new ArrayList<>(List.of(truth(first, start)));
      while (words.accept(",")) {
        Position next = words.peek().position();
        parts.add(truth(any(), next));
      }
      first = new Truth(new Condition.Any(parts));
    }
    depth--;
    return first;
  }

  private Term any() {
    Position start = words.peek().position();
    Term first = all();
    if (!words.at("||")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>(List.of(truth(first, start)));
    while (words.accept("||")) {
      Position next = words.peek().position();
      parts.add(truth(all(), next));
    }
    return new Truth(new Condition.Any(parts));
  }

  private Term all() {
    Position start = words.peek().position();
    Term first = part();
    if (!words.at("&&")) {
      return first;
    }
    List<Condition> parts = new ArrayList<>(List.of(truth(first, start)));
    while (words.accept("&&")) {
      Position next = words.peek().position();
      parts.add(truth(part(), next));
    }
    return new Truth(new Condition.All(parts));
  }

  private Term part() {
    boolean not = false;
    boolean any = false;
    while (words.accept("!")) {
      not = !not;
      any = true;
    }
    Position start = words.peek().position();
    Term term = compared();
    if (!any) {
      return term;
    }
    Condition condition = truth(term, start);
    return new Truth(not ? new Condition.Not(condition) : condition);
  }

  private Term compared() {
    Position start = words.peek().position();
    Term left = bits();
    for (Op op : Op.values()) {
      if (words.accept(op.symbol())) {
        Value value = value(left, start);
        Position next = words.peek().position();
        return new Truth(compare(value, op, value(bits(), next), start));
      }
    }
    return left;
  }

  private Condition compare(Value left, Op op, Value right, Position position) {
    Comparison comparison = new Comparison(only64, left.wide() || right.wide());
    if (right.argument() == Value.NONE) {
      return comparison.of(left, op, right.plus());
    }
    if (left.argument() == Value.NONE) {
      return comparison.of(right, Comparison.mirrored(op), left.plus());
    }
    throw twoArguments(position);
  }

  private static BadInput twoArguments(Position position) {
    return new BadInput(
        position, "this is about two arguments at once; Callgate compares one with a number");
  }

  private Term bits() {
    Position start = words.peek().position();
    Term first = masked();
    while (words.accept("|")) {
      Position next = words.peek().position();
      Value left = value(first, start);
      Value right = value(masked(), next);
      first = joined(left, right, start).or(right);
    }
    return first;
  }

  private Term masked() {
    Position start = words.peek().position();
    Term first = operand();
    while (words.accept("&")) {
      Position next = words.peek().position();
      Value left = value(first, start);
      Value right = value(operand(), next);
      first = joined(left, right, start).and(right);
    }
    return first;
  }

  private static Value joined(Value left, Value right, Position position) {
    if (left.clashes(right)) {
      throw twoArguments(position);
    }
    return left;
  }

  private Term operand() {
    if (words.accept("(")) {
      Term inner = list();
      words.expect(")");
      return inner;
    }
    if (words.at(Kind.NUMBER)) {
      return Value.number(words.number());
    }
    Token name = words.take(Kind.NAME, "an argument or a number");
    Long constant = constants.get(name.text());
    return constant != null ? Value.number(constant) : arguments.value(name);
  }

  private static Condition truth(Term term, Position position) {
    return switch (term) {
      case Truth(Condition condition) -> condition;
      case Value _ -> throw new BadInput(position, "a comparison was expected here, such as == 1");
    };
  }

  private static Value value(Term term, Position position) {
    return switch (term) {
      case Value value -> value;
      case Truth _ ->
          throw new BadInput(position, "an argument or a number was expected here, no comparison");
    };
  }
}
