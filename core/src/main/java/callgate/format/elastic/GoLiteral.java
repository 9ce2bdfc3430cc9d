package callgate.format.elastic;

import callgate.format.Node;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a policy from a composite literal in Go source, as the tree that it would have in YAML.
 *
 * <pre>
 * literal = [ "&amp;" ] [ type ] "{" [ element { "," element } [ "," ] ] "}"
 * element = [ NAME ":" ] value
 * value   = literal | STRING | NUMBER | NAME { "." NAME }
 * type    = { "[" "]" } NAME { "." NAME }
 * </pre>
 */
final class GoLiteral {
  /** What stands before the literal. */
  static final String START = "seccomp.Policy{";

  private static final int MAX_DEPTH = 20;
  private static final Map<String, String> KEYS =
      Map.of(
          "DefaultAction", "default_action",
          "Syscalls", "syscalls",
          "Action", "action",
          "Names", "names",
          // The library spells it so.
          "NamesWithCondtions", "names_with_args",
          "Name", "name",
          "Conditions", "arguments",
          "Argument", "argument",
          "Operation", "operation",
          "Value", "value");
  private static final Map<String, String> ACTIONS =
      Map.of(
          "ActionKillThread", "kill_thread",
          "ActionKillProcess", "kill_process",
          "ActionTrap", "trap",
          "ActionErrno", "errno",
          "ActionTrace", "trace",
          "ActionLog", "log",
          "ActionAllow", "allow");

  private final String file;
  private final String text;
  private final Map<Integer, String> comments = new HashMap<>();
  private int at;
  private int line = 1;
  private int lineStart;

  private GoLiteral(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * A policy, and the comments at the ends of lines.
   *
   * @param comments by line, from 1
   */
  record Found(Node.Mapping policy, Map<Integer, String> comments) {}

  /** {@return the first policy in a source, which has one} */
  static Found read(String file, String text) {
    GoLiteral go = new GoLiteral(file, text);
    go.move(text.indexOf(START) + START.length() - 1);
    return new Found(go.mapping(go.position(), 0), go.comments);
  }

  private void move(int to) {
    for (; at < to; at++) {
      if (text.charAt(at) == '\n') {
        line++;
        lineStart = at + 1;
      }
    }
  }

  private Position position() {
    return new Position(file, line, at - lineStart + 1);
  }

  /** {@return the next character that is neither space nor in a comment} */
  private char peek() {
    while (at < text.length()) {
      if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        end = end < 0 ? text.length() : end;
        comments.put(line, text.substring(at + 2, end).strip());
        move(end);
      } else if (Character.isWhitespace(text.charAt(at))) {
        move(at + 1);
      } else {
        return text.charAt(at);
      }
    }
    throw new BadInput(position(), "this Go source ends before its policy does");
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw new BadInput(position(), wanted + " was expected here, not " + peek());
    }
    move(at + 1);
  }

  private Node.Mapping mapping(Position start, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    expect('{');
    while (peek() != '}') {
      Position place = position();
      String name = word();
      String key = KEYS.get(name);
      if (key == null) {
        throw new BadInput(place, "a policy has no field " + name);
      }
      expect(':');
      entries.add(new Node.Entry(scalar(place, key, true), value(depth + 1)));
      separator();
    }
    expect('}');
    return new Node.Mapping(start, line, entries, "");
  }

  private void separator() {
    if (peek() != '}') {
      expect(',');
    }
  }

  private Node value(int depth) {
    Position start = position();
    if (depth > MAX_DEPTH) {
      throw new BadInput(start, "this is nested deeper than any policy is");
    }
    char first = peek();
    start = position();
    if (first == '"' || first == '`') {
      return scalar(start, quoted(first), true);
    }
    if (first == '{') {
      return mapping(start, depth);
    }
    if (first == '[') {
      expect('[');
      expect(']');
      word();
      return list(start, depth);
    }
    if (first == '&') {
      expect('&');
    }
    String word = word();
    if (peek() == '{') {
      return mapping(start, depth);
    }
    String name = word.substring(word.lastIndexOf('.') + 1);
    return scalar(start, ACTIONS.getOrDefault(name, name), false);
  }

  private Node list(Position start, int depth) {
    List<Node> items = new ArrayList<>();
    expect('{');
    while (peek() != '}') {
      items.add(value(depth + 1));
      separator();
    }
    expect('}');
    return new Node.Sequence(start, line, items, "");
  }

  private Node.Scalar scalar(Position start, String value, boolean quoted) {
    return new Node.Scalar(start, line, value, quoted, "");
  }

  private String quoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    String value = end < 0 ? "" : text.substring(at + 1, end);
    if (end < 0 || value.indexOf('\n') >= 0 || value.indexOf('\\') >= 0) {
      throw new BadInput(position(), "the name of a call was expected here");
    }
    move(end + 1);
    return value;
  }

  /** {@return a name with dots, or a number} */
  private String word() {
    peek();
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end))
            || text.charAt(end) == '.'
            || text.charAt(end) == '_')) {
      end++;
    }
    if (end == at) {
      throw new BadInput(position(), "a policy is made of names, numbers and texts only");
    }
    String word = text.substring(at, end);
    move(end);
    return word;
  }
}
