package callgate.format.seccompiler;

import callgate.format.Document;
import callgate.format.Node;
import callgate.policy.BadInput;
import callgate.syscall.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of an object, of which seccompiler takes no others than it knows. */
final class Keys {
  private final Document document;
  private final Node object;
  private final Map<String, Node> values = new HashMap<>();

  Keys(Document document, Node node, List<String> known) {
    this.document = document;
    this.object = node;
    if (!(node instanceof Node.Mapping mapping)) {
      throw expected(document, node, "an object");
    }
    for (Node.Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        throw new BadInput(
            entry.key().position(),
            "seccompiler knows no key "
                + key
                + Spelling.nearest(key, known)
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("; it knows " + String.join(", ", known)));
      }
      values.put(key, entry.value());
    }
  }

  static BadInput expected(Document document, Node node, String what) {
    return new BadInput(
        node.position(), document.path(node) + " should be " + what + ", not " + node.kind());
  }

  Optional<Node> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  Node required(String key) {
    return get(key)
        .orElseThrow(
            () -> new BadInput(object.position(), document.path(object) + " lacks " + key));
  }

  static Node.Scalar text(Document document, Node node) {
    if (node instanceof Node.Scalar scalar && scalar.quoted()) {
      return scalar;
    }
    throw expected(document, node, "a text");
  }

  /** {@return a comment, or nothing} */
  String comment() {
    return get("comment")
        .filter(node -> !(node instanceof Node.Scalar scalar && scalar.isNull()))
        .map(node -> text(document, node).text())
        .orElse("");
  }

  static List<Node> list(Document document, Node node) {
    if (node instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    throw expected(document, node, "a list");
  }

  /**
   * {@return a whole number}
   *
   * @param bits how many it may have
   */
  static long number(Document document, Node node, int bits) {
    if (node instanceof Node.Scalar scalar && !scalar.quoted()) {
      try {
        long number = Long.parseUnsignedLong(scalar.text());
        if (!scalar.text().startsWith("+") && (bits == 64 || number >>> bits == 0)) {
          return number;
        }
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw new BadInput(
        node.position(),
        document.path(node) + " should be a whole number of " + bits + " bits, without a sign");
  }
}
