package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A file of several YAML documents with {@code ---} between them, as for Kubernetes: the policy is
 * one of them, and the others are about something else.
 */
final class YamlDocuments {
  private static final int MOST = 1000;

  private YamlDocuments() {}

  /**
   * {@return the documents of a file, each in its place; none where it is a single one, or no YAML}
   */
  static List<Document> of(Document file) {
    if (file.isDirectory() || file.isBinary() || file.isJson() || !file.text().contains("\n---")) {
      return List.of();
    }
    List<String> lines = file.text().lines().toList();
    TextEdit text = new TextEdit(file.text());
    List<Document> documents = new ArrayList<>();
    List<Document> stream = Collections.unmodifiableList(documents);
    int start = 0;
    for (int end = 1; end <= lines.size(); end++) {
      if (end == lines.size() || isStart(lines.get(end))) {
        List<String> own = lines.subList(start, end);
        if (own.stream().anyMatch(YamlDocuments::isContent)) {
          String behind = file.text().substring(text.lineStart(end + 1));
          documents.add(file.one(start + 1, String.join("\n", own) + "\n", behind, stream));
        }
        start = end;
      }
      if (documents.size() > MOST) {
        throw new BadInput(Position.of(file.name()), "this has more documents than any policy");
      }
    }
    return documents.size() < 2 ? List.of() : stream;
  }

  private static boolean isStart(String line) {
    return line.equals("---") || line.startsWith("--- ") || line.startsWith("---\t");
  }

  private static boolean isContent(String line) {
    String content = line.strip();
    return !content.isEmpty()
        && content.charAt(0) != '#'
        && !content.equals("---")
        && !content.equals("...");
  }

  /**
   * {@return the document that is meant: the one that its part names, or the only policy}
   *
   * @param documents of the file
   * @param policies those of them that are policies
   * @throws BadInput where none is, or several are
   */
  static Document chosen(Document file, List<Document> documents, List<Document> policies) {
    if (file.part().isPresent()) {
      String part = file.part().get();
      return policies.stream()
          .filter(policy -> name(policy).equals(Optional.of(part)))
          .findFirst()
          .orElseThrow(() ->
              new BadInput(
                  Position.of(file.name()),
                  "no policy here has the name " + part + "; there are " + list(policies)));
    }
    if (policies.isEmpty()) {
      throw new BadInput(
          start(documents.getFirst()),
          "none of these documents is a policy that Callgate reads: " + list(documents));
    }
    if (policies.size() > 1) {
      throw new BadInput(
          start(policies.get(1)),
          "a second policy stands here; say which one is meant, as "
              + file.name()
              + ":NAME: "
              + list(policies));
    }
    return policies.getFirst();
  }

  private static Position start(Document document) {
    return document
        .structure()
        .map(Node::position)
        .orElseGet(() -> new Position(document.name(), firstLine(document), 1));
  }

  private static int firstLine(Document document) {
    List<String> lines = document.text().lines().toList();
    int line = 0;
    while (!isContent(lines.get(line))) {
      line++;
    }
    return line + 1;
  }

  private static String list(List<Document> documents) {
    return documents.stream().map(YamlDocuments::title).collect(Collectors.joining(", "));
  }

  /** {@return such as {@code SeccompProfile web in line 7}} */
  private static String title(Document document) {
    String kind =
        document
            .structure()
            .flatMap(root -> text(root, "kind"))
            .or(() -> document.structure().map(Node::kind))
            .orElse("no YAML");
    return kind
        + name(document).map(name -> " " + name).orElse("")
        + " in line "
        + start(document).line();
  }

  /** {@return the name of a document: that of its metadata, as Kubernetes has it} */
  static Optional<String> name(Document document) {
    return document
        .structure()
        .flatMap(root ->
            root instanceof Node.Mapping mapping ? mapping.get("metadata") : Optional.empty())
        .flatMap(metadata -> text(metadata, "name"));
  }

  private static Optional<String> text(Node node, String key) {
    return node instanceof Node.Mapping mapping
            && mapping.get(key).orElse(null) instanceof Node.Scalar text
        ? Optional.of(text.text())
        : Optional.empty();
  }
}
