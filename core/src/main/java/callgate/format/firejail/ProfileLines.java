package callgate.format.firejail;

import callgate.format.Document;
import callgate.format.PolicySource;
import callgate.format.Warning;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;

/** Finds what a profile, and the files that it includes, say of system calls. */
final class ProfileLines {
  /** How deep firejail lets profiles include each other. */
  private static final int MAX_DEPTH = 16;

  private static final String CONFIGURATION = "${CFG}/";

  private final List<Setting> settings = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();
  private final List<Warning> warnings;

  private ProfileLines(List<Warning> warnings) {
    this.warnings = warnings;
  }

  /** {@return the lines that count, in order} */
  static List<Setting> read(Document document, List<Warning> warnings) {
    ProfileLines lines = new ProfileLines(warnings);
    lines.file(document, 1);
    return lines.settings;
  }

  private void file(Document document, int depth) {
    int number = 0;
    for (String line : (Iterable<String>) document.text().lines()::iterator) {
      number++;
      String text = withoutComment(line);
      int start = 0;
      while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
        start++;
      }
      text = text.substring(start).stripTrailing();
      if (!text.isEmpty()) {
        line(text, new Position(document.name(), number, start + 1), document, depth);
      }
    }
  }

  static String withoutComment(String line) {
    int hash = line.indexOf('#');
    return hash < 0 ? line : line.substring(0, hash);
  }

  private void line(String text, Position position, Document document, int depth) {
    if (text.startsWith("ignore ")) {
      ignored.add(text.substring("ignore ".length()).strip());
      return;
    }
    String name = firstWord(text);
    if (ignored.stream().anyMatch(one -> text.equals(one) || text.startsWith(one + " "))) {
      return;
    }
    if (name.equals("include")) {
      include(text.substring(name.length()).strip(), position, document, depth);
    } else if (name.startsWith("?")) {
      conditional(text, position);
    } else if (Setting.isOne(name)) {
      String value = text.substring(name.length()).strip();
      int offset = value.isEmpty() ? 0 : text.length() - value.length();
      settings.add(
          new Setting(
              name,
              value,
              new Position(position.file(), position.line(), position.column() + offset)));
    }
  }

  static String firstWord(String text) {
    int end = 0;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  private static void conditional(String text, Position position) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1).strip();
    if (colon > 0 && Setting.isOne(firstWord(rest))) {
      throw new BadInput(
          position,
          "whether this counts depends on how firejail is started; leave the line out, or "
              + text.substring(0, colon + 1));
    }
  }

  private void include(String name, Position position, Document document, int depth) {
    if (depth == MAX_DEPTH) {
      throw new BadInput(position, "profiles include each other more than 16 deep here");
    }
    String file = name.startsWith(CONFIGURATION) ? name.substring(CONFIGURATION.length()) : name;
    Document included;
    try {
      included = PolicySource.beside(document, file, position);
    } catch (BadInput e) {
      if (!file.endsWith(".local")) {
        warnings.add(new Warning(position, file + " is not beside the profile: not read"));
      }
      return;
    }
    file(included, depth + 1);
  }
}
