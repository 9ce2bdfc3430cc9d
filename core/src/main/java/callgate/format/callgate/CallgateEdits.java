package callgate.format.callgate;

import callgate.format.Actions;
import callgate.format.Document;
import callgate.format.Node;
import callgate.format.TextEdit;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Rule;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ways to change a policy's text so that one rule, or one ABI, is added to what it means. */
final class CallgateEdits {
  private final Document document;
  private final TextEdit text;
  private final Node.Mapping root;

  private CallgateEdits(Document document, Node.Mapping root) {
    this.document = document;
    this.text = new TextEdit(document.text());
    this.root = root;
  }

  private static Optional<CallgateEdits> of(Document document) {
    return document.tree() instanceof Node.Mapping root && !document.isJson()
        ? Optional.of(new CallgateEdits(document, root))
        : Optional.empty();
  }

  /**
   * {@return texts that may mean one rule more, which decides before all others, the nicest first:
   * a line in the section of its action; the call taken out of the section that it is in; both; a
   * line in front of the rules whose order counts}
   */
  static List<String> withRule(Document document, Policy policy, Rule rule) {
    List<String> texts = new ArrayList<>();
    of(document)
        .ifPresent(edits -> {
          edits.inSection(policy, rule).ifPresent(texts::add);
          for (String without : edits.without(rule)) {
            texts.add(without);
            of(Document.of(document.name(), without))
                .flatMap(edited -> edited.inSection(policy, rule))
                .ifPresent(texts::add);
          }
          edits.inOrder(policy, rule).ifPresent(texts::add);
        });
    return texts;
  }

  /** {@return texts that may be about one ABI more} */
  static List<String> withAbi(Document document, Policy policy, Abi abi) {
    return of(document).flatMap(edits -> edits.abi(policy, abi)).stream().toList();
  }

  private Optional<String> abi(Policy policy, Abi abi) {
    Optional<Node> arches = root.get(Header.ARCHES);
    if (arches.isEmpty()) {
      List<String> all = new ArrayList<>(policy.abis().stream().map(Abi::token).toList());
      all.add(abi.token());
      int line = root.entries().getFirst().value().endLine() + 1;
      return Optional.of(
          text.insertLines(line, Header.ARCHES + ": [" + String.join(", ", all) + "]\n"));
    }
    if (arches.get() instanceof Node.Sequence list) {
      if (isFlow(list)) {
        return Optional.of(
            text.append(text.offset(list.position()), list.items().isEmpty(), abi.token()));
      }
      String indent = text.indent(list.position().line());
      return Optional.of(text.insertLines(list.endLine() + 1, indent + "- " + abi.token() + "\n"));
    }
    return Optional.empty();
  }

  private boolean isFlow(Node.Sequence list) {
    int start = text.offset(list.position());
    return start < text.text().length() && text.text().charAt(start) == '[';
  }

  private Optional<Node> section(Action action) {
    return root.entries().stream()
        .filter(entry -> isSection(entry, action))
        .map(Node.Entry::value)
        .findFirst();
  }

  private static boolean isSection(Node.Entry entry, Action action) {
    return Actions.parse(entry.key().text()).filter(action::equals).isPresent();
  }

  private Optional<String> inSection(Policy policy, Rule rule) {
    List<String> entries = EntryText.of(rule, policy.abis());
    Optional<Node> section = section(rule.action());
    if (section.isEmpty()) {
      return Optional.of(
          atEnd(Actions.text(rule.action()) + ":\n" + lines("  ", entries, rule.reason())));
    }
    if (!(section.get() instanceof Node.Sequence list)) {
      return Optional.empty();
    }
    if (isFlow(list)) {
      String items = String.join(", ", entries.stream().map(EntryText::inBrackets).toList());
      return Optional.of(text.append(text.offset(list.position()), list.items().isEmpty(), items));
    }
    if (list.items().isEmpty()) {
      return Optional.empty();
    }
    String indent = text.indent(list.items().getFirst().position().line());
    return Optional.of(
        text.insertLines(lineFor(rule, list), lines(indent, entries, rule.reason())));
  }

  /** {@return the line that keeps an alphabetical list in order, or else the one behind it} */
  private static int lineFor(Rule rule, Node.Sequence list) {
    List<String> labels = list.items().stream().map(CallgateEdits::label).toList();
    boolean sorted = true;
    for (int i = 1; i < labels.size(); i++) {
      sorted &= labels.get(i - 1).compareTo(labels.get(i)) <= 0;
    }
    String own = rule.calls().getFirst() instanceof Calls.Named(String name) ? name : "~";
    int before = labels.size();
    while (sorted && before > 0 && labels.get(before - 1).compareTo(own) > 0) {
      before--;
    }
    return before == 0
        ? list.items().getFirst().position().line()
        : list.items().get(before - 1).endLine() + 1;
  }

  private static String label(Node item) {
    return switch (item) {
      case Node.Scalar scalar -> scalar.text();
      case Node.Mapping mapping when !mapping.entries().isEmpty() ->
          mapping.entries().getFirst().key().text();
      default -> "";
    };
  }

  private static String lines(String indent, List<String> entries, String reason) {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(EntryWriter.line(indent, entry, reason)));
    return lines.toString();
  }

  private String atEnd(String block) {
    String before = document.text();
    String gap = before.endsWith("\n") ? "\n" : "\n\n";
    return before + gap + block;
  }

  private Optional<String> inOrder(Policy policy, Rule rule) {
    List<String> entries = EntryText.of(rule, policy.abis());
    String action = Actions.text(rule.action());
    Optional<Node> ordered = root.get(Sections.ORDERED);
    if (ordered.isEmpty()) {
      return Optional.of(
          atEnd(
              Sections.ORDERED
                  + ":\n  - "
                  + action
                  + ":\n"
                  + lines("      ", entries, rule.reason())));
    }
    if (ordered.get() instanceof Node.Sequence list && !isFlow(list) && !list.items().isEmpty()) {
      int line = list.items().getFirst().position().line();
      String indent = text.indent(line);
      return Optional.of(
          text.insertLines(
              line,
              indent + "- " + action + ":\n" + lines(indent + "    ", entries, rule.reason())));
    }
    return Optional.empty();
  }

  /** {@return the texts without the one place where the rule's call gets another action} */
  private List<String> without(Rule rule) {
    List<String> texts = new ArrayList<>();
    if (!(rule.calls().getFirst() instanceof Calls.Named(String name))) {
      return texts;
    }
    for (Node.Entry entry : root.entries()) {
      boolean other =
          Actions.parse(entry.key().text()).isPresent() && !isSection(entry, rule.action());
      if (other && entry.value() instanceof Node.Sequence list) {
        for (Node item : list.items()) {
          if (label(item).equals(name)) {
            texts.add(without(entry, list, item));
          }
        }
      }
    }
    return texts;
  }

  private String without(Node.Entry section, Node.Sequence list, Node item) {
    if (list.items().size() == 1) {
      return text.removeLines(section.key().position().line(), list.endLine());
    }
    if (!isFlow(list)) {
      return text.removeLines(item.position().line(), item.endLine());
    }
    int index = list.items().indexOf(item);
    int from = text.offset(item.position());
    if (index + 1 < list.items().size()) {
      return text.remove(from, text.offset(list.items().get(index + 1).position()));
    }
    int before = text.text().lastIndexOf(',', from);
    int end = text.behindBracket(text.offset(list.position())) - 1;
    return text.remove(before, Math.max(before, end));
  }
}
