package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Reads the tree of a JSON text, strictly as RFC 8259 has it, with no key twice. */
final class JsonTree {
  private final String file;
  private final JsonParser parser;

  private JsonTree(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * {@return the tree of a text}
   *
   * @throws BadInput where it is not JSON
   */
  static Node read(String file, String text) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(TreeLimits.MAX_DEPTH)
                    .maxStringLength(Document.MAX_BYTES)
                    .build())
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      return new JsonTree(file, parser).limited();
    } catch (JacksonException e) {
      throw new BadInput(position(file, e.getLocation()), "this is not JSON: " + problem(e));
    }
  }

  private Node limited() {
    try {
      return document();
    } catch (StreamConstraintsException e) {
      throw new BadInput(
          position(file, parser.currentLocation()),
          "this is nested deeper, or longer, than any policy is");
    }
  }

  private Node document() {
    Node root = value(parser.nextToken());
    if (parser.nextToken() != null) {
      throw new BadInput(here(), "the JSON document ended before this; one was expected");
    }
    return root;
  }

  private Node value(@Nullable JsonToken token) {
    Position start = here();
    if (token == null) {
      throw expected(start);
    }
    return switch (token) {
      case START_OBJECT -> mapping(start);
      case START_ARRAY -> sequence(start);
      case VALUE_STRING -> scalar(start, true);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
          scalar(start, false);
      default -> throw expected(start);
    };
  }

  private static BadInput expected(Position start) {
    return new BadInput(start, "a JSON value was expected here");
  }

  private Node.Scalar scalar(Position start, boolean quoted) {
    return new Node.Scalar(start, start.line(), parser.getString(), quoted, "");
  }

  private Node.Sequence sequence(Position start) {
    List<Node> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return new Node.Sequence(start, here().line(), items, "");
  }

  private Node.Mapping mapping(Position start) {
    List<Node.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Node.Scalar key = scalar(here(), true);
      if (!keys.add(key.text())) {
        throw new BadInput(key.position(), TreeLimits.twice(key.text()));
      }
      entries.add(new Node.Entry(key, value(parser.nextToken())));
    }
    return new Node.Mapping(start, here().line(), entries, "");
  }

  private Position here() {
    return position(file, parser.currentTokenLocation());
  }

  private static Position position(String file, @Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? Position.of(file)
        : new Position(file, location.getLineNr(), Math.max(1, location.getColumnNr()));
  }

  /** {@return what Jackson found wrong, without where, which the position says} */
  private static String problem(JacksonException e) {
    String message = e.getOriginalMessage();
    int line = message.indexOf('\n');
    message = line < 0 ? message : message.substring(0, line);
    int where = message.indexOf(" (start marker at ");
    return where < 0 ? message : message.substring(0, where);
  }
}
