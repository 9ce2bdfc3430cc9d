package callgate.format;

import callgate.policy.BadInput;
import callgate.syscall.Spelling;
import java.util.List;
import java.util.Optional;

/** Takes the parts of a document as what they should be, or says what was expected instead. */
public final class Values {
  private Values() {}

  /** {@return a single value} */
  public static Node.Scalar scalar(Node node, String what) {
    if (node instanceof Node.Scalar scalar && !scalar.isNull()) {
      return scalar;
    }
    throw new BadInput(node.position(), what + " was expected here, not " + node.kind());
  }

  /** {@return the values of a list; a single value is a list of one} */
  public static List<Node.Scalar> scalars(Node node, String what) {
    return items(node).stream().map(item -> scalar(item, what)).toList();
  }

  /** {@return the parts of a list; anything else is a list of one, and nothing an empty one} */
  public static List<Node> items(Node node) {
    if (node instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    return node instanceof Node.Scalar scalar && scalar.isNull() ? List.of() : List.of(node);
  }

  /** {@return what stands under a key, unless that is nothing} */
  public static Optional<Node> under(Node.Mapping mapping, String key) {
    return mapping
        .get(key)
        .filter(node -> !(node instanceof Node.Scalar scalar) || !scalar.isNull());
  }

  /** {@return a mapping} */
  public static Node.Mapping mapping(Node node, String what) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw new BadInput(node.position(), what + " was expected here, not " + node.kind());
  }

  /**
   * {@return the comment that explains a part: at the end of its first or of its last line, or in
   * the lines right above it}
   */
  public static String reason(Document document, Node node) {
    String first = document.comment(node.position().line());
    if (!first.isEmpty()) {
      return first;
    }
    String last = document.comment(node.endLine());
    return last.isEmpty() ? document.commentAbove(node.position().line()) : last;
  }

  /**
   * Refuses keys that mean nothing, which would otherwise be misspelt ones without effect.
   *
   * @param owner what messages call the mapping
   */
  public static void checkKeys(Node.Mapping mapping, List<String> known, String owner) {
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        throw new BadInput(
            entry.key().position(),
            owner
                + " has no key "
                + key
                + Spelling.nearest(key, known)
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("; it has " + String.join(", ", known)));
      }
    }
  }
}
