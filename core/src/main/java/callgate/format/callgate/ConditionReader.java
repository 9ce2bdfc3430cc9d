package callgate.format.callgate;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.Values;
import callgate.format.callgate.Term.Masked;
import callgate.policy.BadInput;
import callgate.policy.Condition;
import callgate.policy.Condition.Width;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/** Reads when a rule holds: a formula, or arguments with the values that they may have. */
final class ConditionReader {
  private final Document document;
  private final String call;

  /**
   * @param call the call's name; empty where the rule is about numbers
   */
  ConditionReader(Document document, String call) {
    this.document = document;
    this.call = call;
  }

  /** {@return the condition on an ABI} */
  Condition read(Node details, Abi abi) {
    Arguments arguments = new Arguments(abi, call);
    if (details instanceof Node.Scalar scalar) {
      return scalar.isNull() ? Condition.ALWAYS : formula(scalar, arguments);
    } else if (details instanceof Node.Mapping mapping) {
      return all(mapping, arguments);
    }
    throw new BadInput(
        details.position(),
        "a list of what? write the argument: { " + firstArgument(arguments) + ": [...] }");
  }

  private static String firstArgument(Arguments arguments) {
    return Syscalls.arguments(arguments.abi(), arguments.call()).stream()
        .map(Argument::name)
        .findFirst()
        .orElse("arg0");
  }

  private Condition formula(Node.Scalar text, Arguments arguments) {
    try {
      return FormulaParser.formula(text.text(), arguments);
    } catch (FormulaError e) {
      throw new BadInput(document.within(text, e.offset()), e.problem());
    }
  }

  private Condition all(Node.Mapping mapping, Arguments arguments) {
    List<Condition> parts = new ArrayList<>();
    for (Node.Entry entry : mapping.entries()) {
      switch (entry.key().text()) {
        case EntryReader.ON, EntryReader.REASON, EntryReader.NAMES, EntryReader.NUMBERS -> {}
        case EntryReader.WHEN ->
            parts.add(formula(Values.scalar(entry.value(), "a formula"), arguments));
        default -> parts.add(argument(entry, arguments));
      }
    }
    return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
  }

  private Condition argument(Node.Entry entry, Arguments arguments) {
    Masked argument = argument(entry.key(), arguments);
    List<Condition> values = new ArrayList<>();
    for (Node.Scalar value : Values.scalars(entry.value(), "a value")) {
      try {
        values.add(FormulaParser.value(value.text(), argument, arguments));
      } catch (FormulaError e) {
        throw new BadInput(document.within(value, e.offset()), e.problem());
      }
    }
    if (values.isEmpty()) {
      throw new BadInput(entry.value().position(), "this list of values is empty");
    }
    return values.size() == 1 ? values.getFirst() : new Condition.Any(values);
  }

  private static Masked argument(Node.Scalar key, Arguments arguments) {
    String name = key.text();
    Width width = Width.AUTO;
    int colon = Math.max(0, name.lastIndexOf(':'));
    if (Arguments.width(name.substring(colon)) != Width.AUTO) {
      width = Arguments.width(name.substring(colon));
      name = name.substring(0, colon);
    }
    int index = arguments.index(name);
    if (index < 0) {
      throw new BadInput(key.position(), arguments.problem(name));
    }
    return new Masked(index, width, -1);
  }
}
