package callgate.format.systemd;

import callgate.format.Document;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings in a unit file (systemd.syntax(7)).
 *
 * @param settings in order
 */
record UnitFile(List<Setting> settings) {
  UnitFile {
    settings = List.copyOf(settings);
  }

  /** {@code key=value} in a section; the value in words. */
  record Setting(String section, String key, Position position, List<Word> words) {
    Setting {
      words = List.copyOf(words);
    }
  }

  /** A word of a value where it stands. */
  record Word(String text, Position position) {}

  /** {@return whether a line starts a section, such as {@code [Service]}} */
  static boolean isSection(String line) {
    String stripped = line.strip();
    return stripped.length() > 2
        && stripped.startsWith("[")
        && stripped.endsWith("]")
        && stripped.chars().skip(1).limit(stripped.length() - 2L).allMatch(UnitFile::isInSection);
  }

  private static boolean isInSection(int c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == ' ';
  }

  /** {@return whether a line says nothing} */
  static boolean isComment(String line) {
    String stripped = line.strip();
    return stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith(";");
  }

  /**
   * {@return the settings of a document}
   *
   * @throws BadInput where it is no unit
   */
  static UnitFile read(Document document) {
    List<String> lines = document.text().lines().toList();
    List<Setting> settings = new ArrayList<>();
    String section = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (isComment(line)) {
        continue;
      }
      if (isSection(line)) {
        String stripped = line.strip();
        section = stripped.substring(1, stripped.length() - 1);
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 0) {
        throw new BadInput(
            position(document, i, line.length() - line.stripLeading().length()),
            "a unit file has lines such as [Service] and Key=value, not this");
      }
      String key = line.substring(0, equals).strip();
      Position position = position(document, i, line.length() - line.stripLeading().length());
      List<Word> words = new ArrayList<>();
      int from = equals + 1;
      while (line.endsWith("\\")) {
        add(document, i, line.substring(0, line.length() - 1), from, words);
        from = 0;
        line = "";
        while (i + 1 < lines.size()) {
          i++;
          if (!lines.get(i).strip().startsWith("#") && !lines.get(i).strip().startsWith(";")) {
            line = lines.get(i);
            break;
          }
        }
      }
      add(document, i, line, from, words);
      settings.add(new Setting(section, key, position, words));
    }
    return new UnitFile(settings);
  }

  private static Position position(Document document, int line, int column) {
    return new Position(document.name(), line + 1, column + 1);
  }

  private static void add(Document document, int row, String line, int from, List<Word> words) {
    int start = from;
    while (start < line.length()) {
      if (Character.isWhitespace(line.charAt(start))) {
        start++;
        continue;
      }
      int end = start;
      while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
        end++;
      }
      String text = line.substring(start, end);
      boolean quoted = text.length() > 1 && (text.startsWith("\"") || text.startsWith("'"));
      if (quoted && text.charAt(0) == text.charAt(text.length() - 1)) {
        text = text.substring(1, text.length() - 1);
      }
      words.add(new Word(text, position(document, row, start)));
      start = end;
    }
  }
}
