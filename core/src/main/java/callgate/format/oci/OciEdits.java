package callgate.format.oci;

import callgate.format.Document;
import callgate.format.Node;
import callgate.format.TextEdit;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Ways to change a profile's text so that one rule, or one ABI, is added to what it means: a name
 * in the longest list of names that are allowed whatever their arguments, or an entry of its own.
 */
final class OciEdits {
  private static final String SYSCALLS = "syscalls";
  private static final String NAMES = "names";

  private final TextEdit text;
  private final Node.Mapping profile;

  private OciEdits(Document document, Node.Mapping profile) {
    this.text = new TextEdit(document.text());
    this.profile = profile;
  }

  static List<String> withRule(Document document, Node profile, Rule rule) {
    List<String> texts = new ArrayList<>();
    if (profile instanceof Node.Mapping mapping && document.isJson()) {
      OciEdits edits = new OciEdits(document, mapping);
      edits.named(rule).ifPresent(texts::add);
      edits.without(rule).ifPresent(texts::add);
      edits.entry(rule, false).ifPresent(texts::add);
      edits.entry(rule, true).ifPresent(texts::add);
    }
    return texts;
  }

  static List<String> withAbi(Document document, Node profile, Abi abi) {
    List<String> texts = new ArrayList<>();
    if (profile instanceof Node.Mapping mapping
        && document.isJson()
        && get(mapping, "architectures").orElse(mapping) instanceof Node.Sequence list) {
      TextEdit text = new TextEdit(document.text());
      String word = "\"SCMP_ARCH_" + abi.token().toUpperCase(Locale.ROOT) + "\"";
      texts.add(appended(text, list, word));
    }
    return texts;
  }

  private static Optional<Node> get(Node.Mapping object, String key) {
    return object.entries().stream()
        .filter(entry -> entry.key().text().equalsIgnoreCase(key))
        .map(Node.Entry::value)
        .findFirst();
  }

  private Optional<Node.Sequence> syscalls() {
    return get(profile, SYSCALLS).orElse(profile) instanceof Node.Sequence list
        ? Optional.of(list)
        : Optional.empty();
  }

  /** Puts the name where others like it are. */
  private Optional<String> named(Rule rule) {
    if (!rule.action().equals(Action.ALLOW)
        || !rule.condition().equals(Condition.ALWAYS)
        || !(rule.calls().getFirst() instanceof Calls.Named(String name))) {
      return Optional.empty();
    }
    Node.Sequence longest = null;
    for (Node entry : syscalls().map(Node.Sequence::items).orElse(List.of())) {
      if (entry instanceof Node.Mapping mapping
          && isPlainAllow(mapping)
          && get(mapping, NAMES).orElse(entry) instanceof Node.Sequence names
          && !names.items().isEmpty()
          && (longest == null || names.items().size() > longest.items().size())) {
        longest = names;
      }
    }
    return Optional.ofNullable(longest).map(names -> inOrder(names, name));
  }

  /**
   * Takes the name out of the one entry that gives it another action; runtimes then use the
   * default.
   */
  private Optional<String> without(Rule rule) {
    if (!(rule.calls().getFirst() instanceof Calls.Named(String call))) {
      return Optional.empty();
    }
    for (Node entry : syscalls().map(Node.Sequence::items).orElse(List.of())) {
      if (entry instanceof Node.Mapping mapping
          && get(mapping, NAMES).orElse(entry) instanceof Node.Sequence names
          && names.items().size() > 1) {
        for (int i = 0; i < names.items().size(); i++) {
          if (names.items().get(i) instanceof Node.Scalar name && name.text().equals(call)) {
            return Optional.of(without(names.items(), i));
          }
        }
      }
    }
    return Optional.empty();
  }

  private String without(List<Node> items, int index) {
    int from = text.offset(items.get(index).position());
    if (index + 1 < items.size()) {
      return text.remove(from, text.offset(items.get(index + 1).position()));
    }
    int before = text.offset(items.get(index - 1).position());
    return text.remove(
        endOf(text, items.get(index - 1), before), endOf(text, items.get(index), from));
  }

  private static boolean isPlainAllow(Node.Mapping entry) {
    for (Node.Entry member : entry.entries()) {
      boolean fine =
          switch (member.key().text().toLowerCase(Locale.ROOT)) {
            case NAMES, "comment" -> true;
            case "action" ->
                member.value() instanceof Node.Scalar word && word.text().equals("SCMP_ACT_ALLOW");
            case "args", "includes", "excludes" -> isEmpty(member.value());
            default -> false;
          };
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEmpty(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.isNull();
      case Node.Sequence list -> list.items().isEmpty();
      case Node.Mapping mapping -> mapping.entries().isEmpty();
    };
  }

  /** Puts a name into a list: where it belongs if that is in alphabetical order. */
  private String inOrder(Node.Sequence names, String name) {
    List<Node> items = names.items();
    String quoted = "\"" + name + "\"";
    for (int i = 0; i < items.size() && isSorted(items); i++) {
      if (items.get(i) instanceof Node.Scalar other && other.text().compareTo(name) > 0) {
        int at = text.offset(other.position());
        int pair = i > 0 ? i - 1 : 0;
        String gap = items.size() > 1 ? gap(items.get(pair), items.get(pair + 1)) : ", ";
        return text.insert(at, quoted + gap);
      }
    }
    return appended(text, names, quoted);
  }

  private static boolean isSorted(List<Node> items) {
    String last = "";
    for (Node item : items) {
      if (!(item instanceof Node.Scalar scalar) || scalar.text().compareTo(last) < 0) {
        return false;
      }
      last = scalar.text();
    }
    return true;
  }

  /** {@return what stands between two neighbours: a comma, and maybe a new line} */
  private String gap(Node first, Node second) {
    int comma = text.text().indexOf(',', text.offset(first.position()));
    return text.text().substring(comma, text.offset(second.position()));
  }

  /** {@return a list with one more item, set off as its last one is} */
  private static String appended(TextEdit text, Node.Sequence list, String item) {
    List<Node> items = list.items();
    if (items.size() < 2) {
      return text.append(text.offset(list.position()), items.isEmpty(), item);
    }
    Node last = items.getLast();
    int start = text.offset(last.position());
    int before = text.text().lastIndexOf(',', start);
    int end = endOf(text, last, start);
    return text.insert(end, text.text().substring(before, start) + item);
  }

  private static int endOf(TextEdit text, Node node, int start) {
    if (!(node instanceof Node.Scalar)) {
      return text.behindBracket(start);
    }
    boolean quoted = text.text().charAt(start) == '"';
    int end = start + 1;
    while (end < text.text().length()
        && (quoted
            ? text.text().charAt(end) != '"'
            : Character.isLetterOrDigit(text.text().charAt(end)))) {
      end++;
    }
    return quoted ? end + 1 : end;
  }

  /** Puts an entry of its own at the end of the list, or at its front, where it decides first. */
  private Optional<String> entry(Rule rule, boolean first) {
    Optional<Node.Sequence> syscalls = syscalls();
    Optional<String> written = written(rule);
    if (syscalls.isEmpty() || written.isEmpty()) {
      return Optional.empty();
    }
    List<Node> items = syscalls.get().items();
    if (items.isEmpty()) {
      return Optional.of(text.append(text.offset(syscalls.get().position()), true, written.get()));
    }
    Node neighbour = first ? items.getFirst() : items.getLast();
    int start = text.offset(neighbour.position());
    boolean ownLine = text.indent(neighbour.position().line()).length() == columnOf(neighbour);
    String indent = text.indent(neighbour.position().line());
    String entry = ownLine ? indented(written.get(), indent) : compact(written.get());
    String gap = ownLine ? ",\n" + indent : ", ";
    return Optional.of(
        first
            ? text.insert(start, entry + gap)
            : text.insert(text.behindBracket(start), gap + entry));
  }

  private static int columnOf(Node node) {
    return node.position().column() - 1;
  }

  /** {@return the entry as a profile with nothing else has it} */
  private static Optional<String> written(Rule rule) {
    Action other = rule.action().equals(Action.ALLOW) ? Action.errno(1) : Action.ALLOW;
    Policy only =
        new Policy(
            "entry",
            List.of(Abi.X86_64),
            other,
            Action.KILL_THREAD,
            new Newer.AsDefault(),
            Set.of(),
            List.of(rule.on(List.of())));
    String profile;
    try {
      profile = OciWriter.write(only, WriteOptions.DEFAULT.withWiden(true)).text();
    } catch (BadInput e) {
      return Optional.empty();
    }
    int list = profile.indexOf("\"" + SYSCALLS + "\"");
    int start = list < 0 ? -1 : profile.indexOf('{', list);
    int end = start < 0 ? -1 : new TextEdit(profile).behindBracket(start);
    return end < 0 ? Optional.empty() : Optional.of(profile.substring(start, end));
  }

  /** {@return an entry as far in as its neighbours, by tabs where these are} */
  private static String indented(String entry, String indent) {
    String tabbed =
        indent.startsWith("\t")
            ? entry.replace("\n        ", "\n    \t\t").replace("\n      ", "\n    \t")
            : entry;
    return tabbed.replace("\n    ", "\n" + indent);
  }

  private static String compact(String entry) {
    return entry.replaceAll("\\n *", " ");
  }
}
