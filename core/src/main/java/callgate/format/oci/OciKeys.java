package callgate.format.oci;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.Warning;
import callgate.policy.BadInput;
import callgate.syscall.Spelling;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an object. Runtimes ignore those that they don't know, and those written in Go don't
 * tell upper from lower case.
 */
final class OciKeys {
  private final Document document;
  private final Node.Mapping object;
  private final Map<String, Node> values = new HashMap<>();

  /**
   * @param known the keys that mean something
   * @param warnings where to add what the others deserve
   */
  OciKeys(Document document, Node node, List<String> known, List<Warning> warnings) {
    this.document = document;
    this.object = object(document, node);
    for (Node.Entry entry : object.entries()) {
      String key = entry.key().text();
      Optional<String> meant = known.stream().filter(key::equalsIgnoreCase).findFirst();
      if (meant.isEmpty()) {
        warnings.add(new Warning(entry.key().position(), unknown(entry, known)));
        continue;
      }
      if (!meant.get().equals(key)) {
        warnings.add(
            new Warning(
                entry.key().position(),
                key + " is read as " + meant.get() + " by Docker, Podman and runc, not by crun"));
      }
      if (!isNull(entry.value()) && values.put(meant.get(), entry.value()) != null) {
        throw new BadInput(entry.key().position(), "the key " + meant.get() + " stands here twice");
      }
    }
  }

  private String unknown(Node.Entry entry, List<String> known) {
    return document.path(entry.key())
        + " means nothing to a container runtime"
        + Spelling.nearest(entry.key().text(), known)
            .map(near -> "; did you mean " + near + "?")
            .orElse("");
  }

  private static boolean isNull(Node node) {
    return node instanceof Node.Scalar scalar && scalar.isNull();
  }

  private static Node.Mapping object(Document document, Node node) {
    if (node instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw expected(document, node, "an object");
  }

  static BadInput expected(Document document, Node node, String what) {
    return new BadInput(
        node.position(), document.path(node) + " should be " + what + ", not " + node.kind());
  }

  Node.Mapping object() {
    return object;
  }

  /** {@return what stands under a key; {@code null} is nothing} */
  Optional<Node> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** {@return the text under a key, if any} */
  Optional<Node.Scalar> text(String key) {
    return get(key).map(node -> text(document, node));
  }

  static Node.Scalar text(Document document, Node node) {
    if (node instanceof Node.Scalar scalar && (scalar.quoted() || !document.isJson())) {
      return scalar;
    }
    throw expected(document, node, "a text");
  }

  /** {@return the parts of the list under a key; none when it is absent} */
  List<Node> list(String key) {
    return get(key).map(this::items).orElse(List.of());
  }

  private List<Node> items(Node node) {
    if (node instanceof Node.Sequence sequence) {
      return sequence.items();
    }
    throw expected(document, node, "a list");
  }

  /** {@return the texts of the list under a key; none when it is absent} */
  List<Node.Scalar> texts(String key) {
    return list(key).stream().map(node -> text(document, node)).toList();
  }

  /**
   * {@return the number under a key, if any}
   *
   * @throws BadInput where it is no number from 0 to 2^64-1
   */
  Optional<Long> number(String key) {
    return get(key).map(this::number);
  }

  private long number(Node node) {
    if (node instanceof Node.Scalar scalar && !scalar.quoted()) {
      try {
        if (!scalar.text().startsWith("+")) {
          return Long.parseUnsignedLong(scalar.text());
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new BadInput(
          node.position(),
          document.path(node) + " should be a whole number from 0 to 2^64-1, not " + scalar.text());
    }
    throw expected(document, node, "a number");
  }
}
