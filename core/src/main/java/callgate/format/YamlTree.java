package callgate.format;

import callgate.format.Document.Tree;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CommentEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * Reads the tree of a YAML text from the events of a parser, so that every part knows its place.
 * Scalars stay text: {@code 6.10} is no number, {@code no} no boolean.
 */
final class YamlTree {
  private final String file;
  private final Iterator<Event> events;
  private final Map<Integer, String> comments = new HashMap<>();
  private final Map<Integer, String> commentLines = new HashMap<>();
  private final Map<String, Sized> anchors = new HashMap<>();

  private YamlTree(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /** A part of the tree and how many parts it has, itself included. */
  private record Sized(Node node, int size) {}

  /**
   * {@return the tree of a text with one document}
   *
   * @throws BadInput where it is not YAML
   */
  static Tree read(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setParseComments(true)
            .setCodePointLimit(Document.MAX_BYTES)
            .build();
    try {
      return new YamlTree(file, new ParserImpl(settings, new StreamReader(settings, text)))
          .document();
    } catch (MarkedYamlEngineException e) {
      throw new BadInput(
          position(file, e.getProblemMark()), "this is not YAML: " + sentence(e.getProblem()));
    } catch (ReaderException e) {
      throw new BadInput(place(file, text, e.getPosition()), unreadable(e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw new BadInput(
          Position.of(file), "this is not YAML: " + sentence(String.valueOf(e.getMessage())));
    }
  }

  private Tree document() {
    Event event = next();
    while (event.getEventId() != Event.ID.DocumentStart) {
      if (event.getEventId() == Event.ID.StreamEnd) {
        throw new BadInput(Position.of(file), "this has only comments: a policy was expected");
      }
      event = next();
    }
    Node root = node(next(), 0).node;
    next();
    Event end = next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw new BadInput(
          position(file, end.getStartMark()), "a second document starts here; one was expected");
    }
    return new Tree(root, comments, commentLines);
  }

  /** {@return the next event that is no comment} */
  private Event next() {
    Event event = events.next();
    while (event instanceof CommentEvent comment) {
      Map<Integer, String> kind =
          switch (comment.getCommentType()) {
            case IN_LINE -> comments;
            case BLOCK -> commentLines;
            case BLANK_LINE -> new HashMap<>();
          };
      comment
          .getStartMark()
          .ifPresent(mark -> kind.put(mark.getLine() + 1, comment.getValue().strip()));
      event = events.next();
    }
    return event;
  }

  private Sized node(Event event, Position start, int depth) {
    if (event instanceof ScalarEvent scalar) {
      return new Sized(scalar(scalar, start), 1);
    } else if (event instanceof SequenceStartEvent sequence) {
      return sequence(sequence, start, depth);
    } else if (event instanceof MappingStartEvent mapping) {
      return mapping(mapping, start, depth);
    } else if (event instanceof AliasEvent alias) {
      return anchored(alias, start);
    }
    throw new BadInput(start, "something was expected here");
  }

  private Sized node(Event event, int depth) {
    Position start = position(file, event.getStartMark());
    if (depth > TreeLimits.MAX_DEPTH) {
      throw new BadInput(start, "this is nested deeper than any policy is");
    }
    Sized node = node(event, start, depth);
    if (node.size > TreeLimits.MAX_NODES) {
      throw new BadInput(start, "with its aliases this is larger than any policy is");
    }
    if (event instanceof NodeEvent named && !(event instanceof AliasEvent)) {
      named.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
    }
    return node;
  }

  private Sized anchored(AliasEvent alias, Position start) {
    Sized node = anchors.get(alias.getAlias().getValue());
    if (node == null) {
      throw new BadInput(
          start, "nothing before this is anchored as &" + alias.getAlias().getValue());
    }
    return node;
  }

  private Node.Scalar scalar(ScalarEvent event, Position start) {
    return new Node.Scalar(
        start, lastLine(event), event.getValue(), !event.isPlain(), tag(event.getTag()));
  }

  private Sized sequence(SequenceStartEvent event, Position start, int depth) {
    List<Node> items = new ArrayList<>();
    int size = 1;
    Event next = next();
    while (next.getEventId() != Event.ID.SequenceEnd) {
      Sized item = node(next, depth + 1);
      size = sum(size, item.size);
      items.add(item.node);
      next = next();
    }
    int last = event.isFlow() || items.isEmpty() ? lastLine(next) : items.getLast().endLine();
    return new Sized(new Node.Sequence(start, last, items, tag(event.getTag())), size);
  }

  private Sized mapping(MappingStartEvent event, Position start, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    int size = 1;
    Event next = next();
    while (next.getEventId() != Event.ID.MappingEnd) {
      if (!(node(next, depth + 1).node instanceof Node.Scalar key)) {
        throw new BadInput(position(file, next.getStartMark()), "a key is a single word");
      }
      if (!keys.add(key.text())) {
        throw new BadInput(position(file, next.getStartMark()), TreeLimits.twice(key.text()));
      }
      Sized value = node(next(), depth + 1);
      size = sum(sum(size, value.size), 1);
      entries.add(new Node.Entry(key, value.node));
      next = next();
    }
    int last =
        event.isFlow() || entries.isEmpty() ? lastLine(next) : entries.getLast().value().endLine();
    return new Sized(new Node.Mapping(start, last, entries, tag(event.getTag())), size);
  }

  private static int sum(int left, int right) {
    return Math.min(left + right, TreeLimits.MAX_NODES + 1);
  }

  private static String tag(Optional<String> tag) {
    return tag.orElse("");
  }

  /** {@return the line that an event ends on, which is that before where it ends at a start} */
  private static int lastLine(Event event) {
    return event
        .getEndMark()
        .map(mark -> mark.getColumn() == 0 ? mark.getLine() : mark.getLine() + 1)
        .orElse(0);
  }

  private static Position position(String file, Optional<Mark> mark) {
    return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
        .orElseGet(() -> Position.of(file));
  }

  private static Position place(String file, String text, int index) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(index, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Position(file, line, end - lineStart + 1);
  }

  private static String unreadable(int codePoint) {
    return "the character U+"
        + Integer.toHexString(codePoint).toUpperCase(Locale.ROOT)
        + " can't stand in a policy; is this another kind of file?";
  }

  private static String sentence(String problem) {
    int line = problem.indexOf('\n');
    return line < 0 ? problem : problem.substring(0, line);
  }
}
