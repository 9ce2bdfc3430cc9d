package callgate.format.seccompiler;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.OneArch;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Warning;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Condition.Op;
import callgate.policy.Condition.Test;
import callgate.policy.Condition.Width;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the filter of one thread. */
final class FilterReader {
  private static final List<String> ACTIONS =
      List.of(
          "allow", "errno", "kill_thread", "kill_process", "log", "trace", "trap", "user_notif");

  private final Document document;
  private final ReadOptions options;
  private final List<Warning> warnings = new ArrayList<>();

  FilterReader(Document document, ReadOptions options) {
    this.document = document;
    this.options = options;
  }

  /**
   * {@return what a filter means}
   *
   * @param name what messages call it
   */
  Reading read(String name, Node filter) {
    Keys keys =
        new Keys(
            document,
            filter,
            List.of(
                "mismatch_action", "default_action", "match_action", "filter_action", "filter"));
    Node mismatch = one(keys, filter, "mismatch_action", "default_action");
    Node match = one(keys, filter, "match_action", "filter_action");
    Action otherwise = action(mismatch);
    Action action = action(match);
    if (otherwise.equals(action)) {
      throw new BadInput(match.position(), "the two actions are equal; seccompiler takes no such");
    }
    List<Rule> rules = new ArrayList<>();
    for (Node rule : Keys.list(document, keys.required("filter"))) {
      rule(rule, action).ifPresent(rules::add);
    }
    Policy policy =
        OneArch.policy(
            name, OneArch.abi(options), otherwise, Action.KILL_PROCESS, effective(rules));
    return new Reading(policy, warnings, mismatch.position());
  }

  private Node one(Keys keys, Node filter, String key, String old) {
    Optional<Node> value = keys.get(key);
    Optional<Node> oldValue = keys.get(old);
    if (value.isPresent() && oldValue.isPresent()) {
      throw new BadInput(filter.position(), key + " and " + old + " mean the same; leave one out");
    }
    return value.or(() -> oldValue).orElseGet(() -> keys.required(key));
  }

  private Action action(Node node) {
    if (node instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Node.Entry entry = mapping.entries().getFirst();
      int data = (int) Keys.number(document, entry.value(), 32) & 0xffff;
      return switch (entry.key().text()) {
        case "errno" -> Action.of(Action.Kind.ERRNO.value() | data);
        case "trace" -> Action.trace(data);
        default -> throw noAction(entry.key());
      };
    }
    Node.Scalar word = Keys.text(document, node);
    return switch (word.text()) {
      case "allow" -> Action.ALLOW;
      case "kill_thread" -> Action.KILL_THREAD;
      case "kill_process" -> Action.KILL_PROCESS;
      case "log" -> Action.LOG;
      case "trap" -> Action.trap(0);
      case "user_notif" -> Action.USER_NOTIF;
      default -> throw noAction(word);
    };
  }

  private static BadInput noAction(Node.Scalar word) {
    boolean lacksData = word.text().equals("errno") || word.text().equals("trace");
    return new BadInput(
        word.position(),
        lacksData
            ? "an action " + word.text() + " has a number: {\"" + word.text() + "\": 1}"
            : word.text() + " is no action; there are " + String.join(", ", ACTIONS));
  }

  private Optional<Rule> rule(Node node, Action action) {
    Keys keys = new Keys(document, node, List.of("syscall", "args", "comment"));
    Node.Scalar name = Keys.text(document, keys.required("syscall"));
    List<Condition> conditions = new ArrayList<>();
    Optional<Node> args =
        keys.get("args").filter(value -> !(value instanceof Node.Scalar s && s.isNull()));
    if (args.isPresent()) {
      for (Node test : Keys.list(document, args.get())) {
        conditions.add(test(test));
      }
      if (conditions.isEmpty()) {
        throw new BadInput(args.get().position(), "seccompiler takes no empty args; leave it out");
      }
    }
    if (!exists(name)) {
      return Optional.empty();
    }
    Condition condition =
        conditions.isEmpty()
            ? Condition.ALWAYS
            : conditions.size() == 1 ? conditions.getFirst() : new Condition.All(conditions);
    return Optional.of(
        new Rule(
            List.of(new Calls.Named(name.text())),
            List.of(),
            action,
            condition,
            name.position(),
            keys.comment()));
  }

  private boolean exists(Node.Scalar name) {
    if (Syscalls.number(OneArch.abi(options), name.text()).isPresent()) {
      return true;
    }
    boolean elsewhere = Syscalls.exists(name.text());
    if (!elsewhere && !options.lenient()) {
      throw new BadInput(
          name.position(),
          "there is no call "
              + name.text()
              + Syscalls.suggestion(name.text())
                  .map(meant -> "; did you mean " + meant + "?")
                  .orElse(""));
    }
    warnings.add(
        new Warning(
            name.position(),
            elsewhere
                ? OneArch.abi(options).token()
                    + " has no call "
                    + name.text()
                    + "; seccompiler refuses the file there"
                : "there is no call " + name.text() + ": dropped"));
    return false;
  }

  private Condition test(Node node) {
    Keys keys = new Keys(document, node, List.of("index", "type", "op", "val", "comment"));
    keys.comment();
    Node indexNode = keys.required("index");
    long index = Keys.number(document, indexNode, 8);
    if (index > 5) {
      throw new BadInput(indexNode.position(), "a call has arguments 0 to 5, not " + index);
    }
    Node.Scalar type = Keys.text(document, keys.required("type"));
    Width width =
        switch (type.text()) {
          case "dword" -> Width.BITS_32;
          case "qword" -> Width.BITS_64;
          default -> throw new BadInput(type.position(), "a type is dword or qword");
        };
    long value = Keys.number(document, keys.required("val"), 64);
    Node op = keys.required("op");
    if (op instanceof Node.Mapping mapping
        && mapping.entries().size() == 1
        && mapping.entries().getFirst().key().text().equals("masked_eq")) {
      long mask = Keys.number(document, mapping.entries().getFirst().value(), 64);
      return new Test((int) index, Op.EQ, value & mask, mask, width);
    }
    return new Test((int) index, op(Keys.text(document, op)), value, -1, width);
  }

  private static Op op(Node.Scalar text) {
    for (Op op : Op.values()) {
      if (text.text().equals(op.name().toLowerCase(Locale.ROOT))) {
        return op;
      }
    }
    throw new BadInput(
        text.position(),
        text.text() + " is no op; there are eq, ne, lt, le, gt, ge and {\"masked_eq\": MASK}");
  }

  /** {@return rules without those that have no effect, which is warned of} */
  private List<Rule> effective(List<Rule> rules) {
    Set<Calls> tested = new HashSet<>();
    for (Rule rule : rules) {
      if (!rule.condition().equals(Condition.ALWAYS)) {
        tested.addAll(rule.calls());
      }
    }
    List<Rule> effective = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.condition().equals(Condition.ALWAYS) && tested.contains(rule.calls().getFirst())) {
        warnings.add(
            new Warning(
                rule.position(),
                "this rule has no effect: seccompiler drops rules without args for a call that has"
                    + " some with args"));
      } else {
        effective.add(rule);
      }
    }
    return effective;
  }
}
