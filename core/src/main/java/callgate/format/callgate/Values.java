package callgate.format.callgate;

import callgate.format.Document;
import callgate.format.Node;
import callgate.policy.BadInput;
import java.util.List;

/** Takes the parts of a document as what they should be, or says what was expected instead. */
final class Values {
  private Values() {}

  /** {@return a single value} */
  static Node.Scalar scalar(Node node, String what) {
    if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
      return scalar;
    }
    throw new BadInput(node.position(), what + " was expected here, not " + node.kind());
  }

  /** {@return the values of a list; a single value is a list of one} */
  static List<Node.Scalar> scalars(Node node, String what) {
    return items(node).stream().map(item -> scalar(item, what)).toList();
  }

  /** {@return the parts of a list; anything else is a list of one, and nothing an empty one} */
  static List<Node> items(Node node) {
    return switch (node) {
      case Node.Sequence sequence -> sequence.items();
      case Node.Scalar scalar when scalar.isNull() -> List.of();
      default -> List.of(node);
    };
  }

  /** {@return a mapping} */
  static Node.Mapping mapping(Node node, String what) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new BadInput(node.position(), what + " was expected here, not " + node.kind());
  }

  /** {@return the comment that explains a part: at the end of its first or of its last line} */
  static String reason(Document document, Node node) {
    String first = document.comment(node.position().line());
    return first.isEmpty() ? document.comment(node.endLine()) : first;
  }
}
