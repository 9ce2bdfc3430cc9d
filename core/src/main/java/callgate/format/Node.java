package callgate.format;

import callgate.policy.Position;
import java.util.List;
import java.util.Optional;

/**
 * A part of a JSON or YAML document. Both give the same parts, so that a format needn't care which
 * of the two a policy was written in.
 */
public sealed interface Node {
  /** {@return where it starts} */
  Position position();

  /** {@return the line that it ends on, from 1} */
  int endLine();

  /**
   * A text, a number, or one of the words {@code true}, {@code false} and {@code null}.
   *
   * @param text as written, without quotes
   * @param quoted whether it can only be a text
   * @param tag YAML's {@code !tag}, or empty
   */
  record Scalar(Position position, int endLine, String text, boolean quoted, String tag)
      implements Node {
    /** {@return whether nothing stands here: {@code null}, {@code ~}, or no text at all} */
    public boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("null") || text.equals("~"));
    }
  }

  /** {@code [a, b]}. */
  record Sequence(Position position, int endLine, List<Node> items, String tag) implements Node {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** <code>{a: b}</code>, in the order of the document; no key occurs twice. */
  record Mapping(Position position, int endLine, List<Entry> entries, String tag) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** {@return what stands under a key} */
    public Optional<Node> get(String key) {
      for (Entry entry : entries) {
        if (entry.key.text.equals(key)) {
          return Optional.of(entry.value);
        }
      }
      return Optional.empty();
    }
  }

  /** A key and what stands under it. */
  record Entry(Scalar key, Node value) {}

  /** {@return what it is, in a word that messages use} */
  default String kind() {
    return switch (this) {
      case Scalar scalar -> scalar.isNull() ? "nothing" : "a single value";
      case Sequence _ -> "a list";
      case Mapping _ -> "a mapping";
    };
  }
}
