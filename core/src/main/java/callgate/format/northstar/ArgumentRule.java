package callgate.format.northstar;

import callgate.format.Node;
import callgate.format.Numbers;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Northstar can say about a call: one argument, which is one of some values or has no bit
 * beside those of a mask. All 64 bits count.
 */
final class ArgumentRule {
  /** More values would not fit into the jumps of its filter. */
  static final int MOST_VALUES = 50;

  private static final int LAST_ARGUMENT = 5;
  private static final String INDEX = "index";
  private static final String VALUES = "values";
  private static final String MASK = "mask";

  private ArgumentRule() {}

  /** {@return the condition that the keys mean} */
  static Condition read(Node.Mapping rule, List<Warning> warnings) {
    Values.checkKeys(rule, List.of(INDEX, VALUES, MASK), "!args");
    int index = index(rule);
    Optional<Node> values = Values.under(rule, VALUES);
    Optional<Node> mask = Values.under(rule, MASK);
    if (values.isEmpty() && mask.isEmpty()) {
      throw new BadInput(rule.position(), "!args lacks values or mask");
    }
    List<Condition> alternatives = new ArrayList<>();
    if (values.isPresent()) {
      List<Node.Scalar> listed = Values.scalars(values.get(), "a number");
      if (listed.size() > MOST_VALUES) {
        throw new BadInput(
            values.get().position(), "Northstar takes at most " + MOST_VALUES + " values");
      }
      if (listed.isEmpty() && mask.isEmpty()) {
        warnings.add(
            new Warning(values.get().position(), "without a value the call is never allowed"));
      }
      for (Node.Scalar value : listed) {
        alternatives.add(new Test(index, Op.EQ, number(value), -1, Width.BITS_64));
      }
    }
    mask.ifPresent(node ->
        alternatives.add(
            new Test(index, Op.EQ, 0, ~number(Values.scalar(node, "a number")), Width.BITS_64)));
    return alternatives.size() == 1 ? alternatives.getFirst() : new Condition.Any(alternatives);
  }

  private static int index(Node.Mapping rule) {
    Node node =
        rule.get(INDEX)
            .orElseThrow(() -> new BadInput(rule.position(), "!args lacks index, from 0 to 5"));
    Node.Scalar text = Values.scalar(node, "an index from 0 to 5");
    long index = number(text);
    if (index < 0 || index > LAST_ARGUMENT) {
      throw new BadInput(text.position(), "a call has arguments 0 to 5, not " + text.text());
    }
    return (int) index;
  }

  private static long number(Node.Scalar text) {
    OptionalLong number = text.quoted() ? OptionalLong.empty() : Numbers.parse(text.text());
    return number.orElseThrow(() ->
        new BadInput(
            text.position(), "this should be a whole number from 0 to 2^64-1: " + text.text()));
  }
}
