package callgate.simulation;

import callgate.format.Document;
import callgate.format.Node;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads tests of policies, a YAML list:
 *
 * <pre>
 * - allow: read(...)
 * - deny: socket(AF_VSOCK, ...)
 * - errno(ENOSYS): clone3(...)
 * - { expect: kill_process, call: ptrace, arch: x86, why: never needed }
 * </pre>
 *
 * {@code ...} stands for any values of the arguments that follow, {@code _} for any value of one.
 */
final class PolicyTestReader {
  private static final String SHAPE =
      "a test is `deny: socket(AF_VSOCK, ...)`, or has the keys expect, call, arch and why";

  private final Abi abi;

  private PolicyTestReader(Abi abi) {
    this.abi = abi;
  }

  /**
   * {@return the tests of a file}
   *
   * @param abi whose calls are meant where a test names none
   * @throws BadInput where it holds none
   */
  static List<PolicyTest> read(Document document, Abi abi) {
    if (LibseccompTests.recognises(document)) {
      return LibseccompTests.read(document, abi);
    }
    if (!(document.tree() instanceof Node.Sequence(var position, _, var items, _))) {
      throw new BadInput(document.tree().position(), "tests are a list; " + SHAPE);
    }
    if (items.isEmpty()) {
      throw new BadInput(position, "there is no test in here; " + SHAPE);
    }
    PolicyTestReader reader = new PolicyTestReader(abi);
    List<PolicyTest> tests = new ArrayList<>();
    for (Node item : items) {
      tests.add(reader.test(item));
    }
    return tests;
  }

  private PolicyTest test(Node item) {
    if (!(item instanceof Node.Mapping mapping) || mapping.entries().isEmpty()) {
      throw new BadInput(item.position(), SHAPE);
    }
    Node.Scalar outcome = null;
    Node.Scalar call = null;
    Abi on = abi;
    for (Node.Entry entry : mapping.entries()) {
      Node.Scalar value = scalar(entry.value());
      switch (entry.key().text()) {
        case "expect" -> outcome = value;
        case "call" -> call = value;
        case "arch" -> on = abi(value);
        case "why" -> {}
        default -> {
          outcome = entry.key();
          call = value;
        }
      }
    }
    if (outcome == null || call == null) {
      throw new BadInput(item.position(), SHAPE);
    }
    return call(item.position(), expected(outcome), on, call);
  }

  private static Node.Scalar scalar(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar;
    }
    throw new BadInput(node.position(), SHAPE);
  }

  private static Abi abi(Node.Scalar name) {
    return Abi.of(name.text())
        .orElseThrow(() -> new BadInput(name.position(), "there is no ABI " + name.text()));
  }

  private static ExpectedOutcome expected(Node.Scalar word) {
    Optional<ExpectedOutcome> expected = ExpectedOutcome.parse(word.text());
    return expected.orElseThrow(() ->
        new BadInput(
            word.position(),
            word.text()
                + " is no outcome; those are allow, deny, and actions such as errno(EPERM)"));
  }

  private static PolicyTest call(
      Position position, ExpectedOutcome expected, Abi abi, Node.Scalar call) {
    String text = call.text().strip();
    int open = text.indexOf('(');
    boolean closed = open < 0 || text.endsWith(")");
    if (!closed) {
      throw new BadInput(call.position(), "a call ends with ): " + text);
    }
    String name = open < 0 ? text : text.substring(0, open).strip();
    String inside = open < 0 ? "..." : text.substring(open + 1, text.length() - 1).strip();
    List<OptionalLong> arguments =
        new ArrayList<>(Collections.nCopies(CallReader.ARGUMENTS, OptionalLong.empty()));
    try {
      CallReader reader = CallReader.of(abi);
      int number = reader.number(name);
      String[] words = inside.isEmpty() ? new String[0] : inside.split(",", -1);
      for (int i = 0; i < words.length; i++) {
        String word = words[i].strip();
        if (word.equals("...") && i == words.length - 1) {
          break;
        }
        if (i == CallReader.ARGUMENTS) {
          throw new CallProblem("a call has at most 6 arguments");
        }
        if (!word.equals("_")) {
          arguments.set(i, OptionalLong.of(reader.argument(word)));
        }
      }
      return new PolicyTest(position, expected, abi, text, number, arguments);
    } catch (CallProblem e) {
      throw new BadInput(call.position(), e.problem());
    }
  }
}
