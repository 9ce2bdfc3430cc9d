package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Position;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a policy was written down in: bytes with a name, and on request a text, and the tree of a
 * JSON or YAML text. Not thread-safe.
 */
public final class Document {
  /** The largest document that is read, in bytes. */
  public static final int MAX_BYTES = 16 << 20;

  private final String name;
  private final byte[] bytes;
  private final @Nullable Path directory;
  private final boolean isDirectory;
  private final List<Document> files;
  private List<Document> stream = List.of();
  private int firstLine = 1;
  private String behind = "";
  private @Nullable String part;
  private @Nullable String text;
  private @Nullable Tree tree;
  private @Nullable BadInput noTree;

  private Document(
      String name, byte[] bytes, @Nullable Path directory, @Nullable List<Document> files) {
    this.name = name;
    this.bytes = bytes;
    this.directory = directory;
    this.isDirectory = files != null;
    this.files = files == null ? List.of() : List.copyOf(files);
  }

  /**
   * {@return a document}
   *
   * @param name what messages call it
   */
  public static Document of(String name, byte[] bytes) {
    return checked(name, bytes, null);
  }

  /**
   * {@return a document in a file}
   *
   * @param name what messages call it
   * @param directory what file names in it are relative to
   */
  public static Document of(String name, byte[] bytes, Path directory) {
    return checked(name, bytes, directory);
  }

  /** {@return a document that is not in a file} */
  public static Document of(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static Document checked(String name, byte[] bytes, @Nullable Path directory) {
    if (bytes.length > MAX_BYTES) {
      throw new BadInput(
          Position.of(name), "this is larger than 16 MiB: no policy is; was another file meant?");
    }
    return new Document(name, bytes, directory, null);
  }

  /**
   * {@return a directory, which some formats take as one policy in several files}
   *
   * @param files those in it, in the order of their names
   */
  public static Document directory(String name, Path directory, List<Document> files) {
    return new Document(name, new byte[0], directory, files);
  }

  public String name() {
    return name;
  }

  /** {@return the same document, of which a part is meant} */
  public Document withPart(String part) {
    Document document = new Document(name, bytes, directory, isDirectory ? files : null);
    document.part = part;
    return document;
  }

  /**
   * {@return one of the documents that this consists of}
   *
   * @param firstLine the line that it starts with here, from 1
   * @param text of it
   * @param behind what follows it
   * @param stream all of them
   */
  Document one(int firstLine, String text, String behind, List<Document> stream) {
    String placed = "\n".repeat(firstLine - 1) + text;
    Document one = new Document(name, placed.getBytes(StandardCharsets.UTF_8), directory, null);
    one.stream = stream;
    one.firstLine = firstLine;
    one.behind = behind;
    return one;
  }

  /** {@return the same document with another text} */
  public Document withText(String text) {
    Document document = new Document(name, text.getBytes(StandardCharsets.UTF_8), directory, null);
    document.part = part;
    document.stream = stream;
    document.firstLine = firstLine;
    document.behind = behind;
    return document;
  }

  /** {@return the same document, where file names are relative to another directory} */
  public Document in(Path directory) {
    Document document = new Document(name, bytes, directory, isDirectory ? files : null);
    document.part = part;
    document.stream = stream;
    document.firstLine = firstLine;
    document.behind = behind;
    return document;
  }

  /**
   * {@return the text of the file that this is in, with this text in its place}
   *
   * @param file as it was
   */
  public String placedIn(Document file) {
    if (stream.isEmpty()) {
      return text();
    }
    TextEdit before = new TextEdit(file.text());
    String own = text().substring(Math.min(firstLine - 1, text().length()));
    return file.text().substring(0, before.lineStart(firstLine)) + own + behind;
  }

  /** {@return the documents that stand in one file with this one, which is among them} */
  public List<Document> stream() {
    return stream;
  }

  /** {@return which part of it is meant; empty for all} */
  public Optional<String> part() {
    return Optional.ofNullable(part);
  }

  /** {@return whether it is a directory, which has no text but {@link #files}} */
  public boolean isDirectory() {
    return isDirectory;
  }

  /** {@return the files of a directory, in the order of their names} */
  public List<Document> files() {
    return files;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return what file names in it are relative to; empty for the working directory} */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** {@return whether it is no text: it has a byte 0, which texts don't} */
  public boolean isBinary() {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the text}
   *
   * @throws BadInput where it is not UTF-8
   */
  public String text() {
    if (text == null) {
      text = decode();
    }
    return text;
  }

  private String decode() {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    String decoded = chars.flip().toString();
    if (result.isError()) {
      throw new BadInput(
          end(decoded),
          "this is not text in UTF-8; a raw filter is read when its name ends in .bpf");
    }
    return decoded.startsWith("\ufeff") ? decoded.substring(1) : decoded;
  }

  /** {@return where the character stands that follows a text} */
  private Position end(String before) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < before.length(); i++) {
      if (before.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Position(name, line, before.length() - lineStart + 1);
  }

  /** {@return the first character that is no white space, or a space when there is none} */
  public char firstCharacter() {
    String content = text();
    for (int i = 0; i < content.length(); i++) {
      if (!Character.isWhitespace(content.charAt(i))) {
        return content.charAt(i);
      }
    }
    return ' ';
  }

  /** {@return whether it is JSON rather than YAML, by its first character} */
  public boolean isJson() {
    return firstCharacter() == '{' || firstCharacter() == '[';
  }

  /**
   * {@return the tree of a JSON or YAML document}
   *
   * @throws BadInput where it is neither
   */
  public Node tree() {
    return parsed().root();
  }

  /** {@return the tree, where the text is JSON or YAML} */
  public Optional<Node> structure() {
    if (noTree == null) {
      try {
        return Optional.of(tree());
      } catch (BadInput e) {
        noTree = e;
      }
    }
    return Optional.empty();
  }

  /** {@return the comment at the end of a line, without {@code #}; empty when there is none} */
  public String comment(int line) {
    return parsed().comments().getOrDefault(line, "");
  }

  /** {@return the comment that fills the lines right above a line; empty when there is none} */
  public String commentAbove(int line) {
    Map<Integer, String> lines = parsed().commentLines();
    int first = line;
    while (lines.containsKey(first - 1)) {
      first--;
    }
    StringBuilder text = new StringBuilder();
    for (int i = first; i < line; i++) {
      text.append(text.isEmpty() ? "" : " ").append(lines.getOrDefault(i, ""));
    }
    return text.toString().strip();
  }

  /** {@return where a character of a value stands in the text, or where the value starts} */
  public Position within(Node.Scalar scalar, int offset) {
    Position start = scalar.position();
    int column = start.column() - 1 + (scalar.quoted() ? 1 : 0);
    boolean asWritten =
        text()
            .lines()
            .skip(Math.max(0, start.line() - 1))
            .findFirst()
            .filter(line -> line.startsWith(scalar.text(), column))
            .isPresent();
    return asWritten ? new Position(name, start.line(), column + offset + 1) : start;
  }

  private Tree parsed() {
    if (tree == null) {
      if (firstCharacter() == ' ') {
        throw new BadInput(Position.of(name), "this is empty: a policy was expected");
      }
      tree =
          isJson()
              ? new Tree(JsonTree.read(name, text()), Map.of(), Map.of())
              : YamlTree.read(name, text());
    }
    return tree;
  }

  /**
   * A tree, and its comments by line, from 1.
   *
   * @param comments at the ends of lines
   * @param commentLines that have lines of their own
   */
  record Tree(Node root, Map<Integer, String> comments, Map<Integer, String> commentLines) {}

  /**
   * {@return the way from the root of the tree to a node as JSONPath writes it, such as {@code
   * $.syscalls[3].args[0]}}
   */
  public String path(Node node) {
    return find(tree(), node, "$").orElse("$");
  }

  private static Optional<String> find(Node from, Node wanted, String path) {
    if (from.equals(wanted)) {
      return Optional.of(path);
    }
    switch (from) {
      case Node.Scalar _ -> {}
      case Node.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          Optional<String> found = find(sequence.items().get(i), wanted, path + "[" + i + "]");
          if (found.isPresent()) {
            return found;
          }
        }
      }
      case Node.Mapping mapping -> {
        for (Node.Entry entry : mapping.entries()) {
          String below = path + "." + entry.key().text();
          Optional<String> found =
              entry.key().equals(wanted) ? Optional.of(below) : find(entry.value(), wanted, below);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }
}
