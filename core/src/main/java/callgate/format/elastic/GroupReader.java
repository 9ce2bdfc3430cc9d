package callgate.format.elastic;

import callgate.format.Node;
import callgate.format.Numbers;
import callgate.format.ReadOptions;
import callgate.format.Values;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Width;
import callgate.policy.Position;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import callgate.syscall.Spelling;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** Reads a group: calls, some under conditions, and what they get. */
final class GroupReader {
  private static final String ACTION = "action";
  private static final String NAMES = "names";
  private static final String NAMES_WITH_ARGS = "names_with_args";
  private static final String NAME = "name";
  private static final String ARGUMENTS = "arguments";
  private static final String ARGUMENT = "argument";
  private static final String OPERATION = "operation";
  private static final String VALUE = "value";
  private static final int LAST_ARGUMENT = 5;

  private final IntFunction<String> comments;
  private final ReadOptions options;
  private final List<Warning> warnings;

  /**
   * @param comments what stands at the end of a line, from 1
   * @param warnings where to add some
   */
  GroupReader(IntFunction<String> comments, ReadOptions options, List<Warning> warnings) {
    this.comments = comments;
    this.options = options;
    this.warnings = warnings;
  }

  /** {@return the rules of a group, whose order means nothing} */
  List<Rule> rules(Node.Mapping group) {
    Values.checkKeys(group, List.of(ACTION, NAMES, NAMES_WITH_ARGS), "a group");
    Action action =
        ElasticActions.read(
            Values.scalar(
                Values.under(group, ACTION)
                    .orElseThrow(() -> new BadInput(group.position(), "this group lacks action")),
                "an action"));
    List<Rule> rules = new ArrayList<>();
    Map<String, List<Condition>> conditions = new LinkedHashMap<>();
    Map<String, Position> positions = new LinkedHashMap<>();
    for (Node.Scalar name : names(group)) {
      if (positions.put(name.text(), name.position()) != null) {
        throw new BadInput(name.position(), name.text() + " stands in this group twice");
      }
      if (isKnown(name)) {
        rules.add(
            rule(
                name.text(),
                action,
                Condition.ALWAYS,
                name.position(),
                comments.apply(name.position().line())));
      }
    }
    for (Node item : Values.under(group, NAMES_WITH_ARGS).map(Values::items).orElse(List.of())) {
      Node.Mapping entry = Values.mapping(item, "name and arguments");
      Values.checkKeys(entry, List.of(NAME, ARGUMENTS), NAMES_WITH_ARGS);
      Node.Scalar name = Values.scalar(needed(entry, NAME), "the name of a call");
      if (positions.containsKey(name.text()) && !conditions.containsKey(name.text())) {
        throw new BadInput(name.position(), name.text() + " stands in this group under names too");
      }
      positions.putIfAbsent(name.text(), entry.position());
      Condition condition = all(needed(entry, ARGUMENTS));
      if (isKnown(name)) {
        conditions.computeIfAbsent(name.text(), _ -> new ArrayList<>()).add(condition);
      }
    }
    conditions.forEach((name, alternatives) -> {
      Position position = positions.getOrDefault(name, group.position());
      rules.add(
          rule(
              name,
              action,
              alternatives.size() == 1 ? alternatives.getFirst() : new Condition.Any(alternatives),
              position,
              comments.apply(position.line())));
    });
    return rules;
  }

  private static Rule rule(
      String name, Action action, Condition condition, Position position, String reason) {
    return new Rule(List.of(new Calls.Named(name)), List.of(), action, condition, position, reason);
  }

  private static List<Node.Scalar> names(Node.Mapping group) {
    return Values.under(group, NAMES)
        .map(list -> Values.scalars(list, "the name of a call"))
        .orElse(List.of());
  }

  private static Node needed(Node.Mapping mapping, String key) {
    return Values.under(mapping, key)
        .orElseThrow(() -> new BadInput(mapping.position(), "this entry lacks " + key));
  }

  /** go-seccomp-bpf refuses a policy with a name that its ABI lacks. */
  private boolean isKnown(Node.Scalar name) {
    Abi abi = options.abi();
    if (Syscalls.number(abi, name.text()).isPresent()) {
      return true;
    }
    String problem =
        abi.token()
            + " has no call "
            + name.text()
            + Spelling.nearest(name.text(), Syscalls.names(abi))
                .map(meant -> "; did you mean " + meant + "?")
                .orElse(
                    Syscalls.exists(name.text())
                        ? "; --arch says whose programs a policy is for"
                        : "");
    if (!options.lenient()) {
      throw new BadInput(name.position(), problem);
    }
    warnings.add(new Warning(name.position(), problem + "; it is left out"));
    return false;
  }

  private Condition all(Node list) {
    List<Condition> tests = new ArrayList<>();
    for (Node item : Values.items(list)) {
      tests.add(test(Values.mapping(item, "argument, operation and value")));
    }
    if (tests.isEmpty()) {
      throw new BadInput(list.position(), "this list of arguments is empty");
    }
    return tests.size() == 1 ? tests.getFirst() : new Condition.All(tests);
  }

  private Condition test(Node.Mapping test) {
    if (test.get("position").isPresent()) {
      throw new BadInput(
          test.position(), "go-seccomp-bpf does not read position; write argument instead");
    }
    Values.checkKeys(test, List.of(ARGUMENT, OPERATION, VALUE), ARGUMENTS);
    long index = number(test, ARGUMENT);
    if (index < 0 || index > LAST_ARGUMENT) {
      throw new BadInput(
          needed(test, ARGUMENT).position(),
          "a call has arguments 0 to 5, not " + Long.toUnsignedString(index));
    }
    Node.Scalar word = Values.scalar(needed(test, OPERATION), "an operation");
    Optional<Operation> operation = Operation.of(word.text());
    if (operation.isEmpty()) {
      throw new BadInput(
          word.position(),
          "there is no operation "
              + word.text()
              + Spelling.nearest(word.text(), Operation.words())
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse("; there are " + String.join(", ", Operation.words())));
    }
    Width width = options.abi().argumentBits() == 64 ? Width.BITS_64 : Width.WHOLE;
    return operation.get().test((int) index, number(test, VALUE), width);
  }

  /** {@return the number under a key; 0 when there is none} */
  private static long number(Node.Mapping mapping, String key) {
    Optional<Node> node = Values.under(mapping, key);
    if (node.isEmpty()) {
      return 0;
    }
    Node.Scalar text = Values.scalar(node.get(), "a number");
    OptionalLong number = Numbers.parse(text.text());
    return number.orElseThrow(() ->
        new BadInput(
            text.position(), "this should be a whole number from 0 to 2^64-1: " + text.text()));
  }
}
