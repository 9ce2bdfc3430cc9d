package callgate.format.oidc;

import callgate.format.Document;
import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/** Reads the lines of a privilege file. */
final class PrivilegeFile {
  static final String SUFFIX = ".priv";
  private static final String INCLUDE = "include";

  private PrivilegeFile() {}

  /** {@return the lines that say something} */
  static List<PrivilegeLine> lines(Document file) {
    List<PrivilegeLine> lines = new ArrayList<>();
    int number = 0;
    for (String line : file.text().lines().toList()) {
      number++;
      int end = commentStart(line);
      String said = line.substring(0, end).stripTrailing();
      if (!said.isBlank()) {
        lines.add(line(file.name(), number, said, comment(line, end)));
      }
    }
    return lines;
  }

  /** {@return whether a text is nothing but names of calls at the starts of lines} */
  static boolean looksLike(Document document) {
    boolean any = false;
    for (String line : document.text().lines().toList()) {
      String said = line.substring(0, commentStart(line)).strip();
      String first = said.isEmpty() ? "" : said.split("\\s+", 2)[0];
      if (!first.isEmpty() && !first.equals(INCLUDE)) {
        if (!Syscalls.exists(first)) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  private static int commentStart(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return i;
      }
    }
    return line.length();
  }

  private static String comment(String line, int start) {
    return start == line.length() ? "" : line.substring(start + 1).strip();
  }

  private static PrivilegeLine line(String file, int number, String said, String reason) {
    int start = skip(said, 0, true);
    int end = skip(said, start, false);
    int rest = skip(said, end, true);
    String word = said.substring(start, end);
    Position position = new Position(file, number, start + 1);
    String text = said.substring(rest);
    Position textAt = new Position(file, number, rest + 1);
    if (!word.equals(INCLUDE)) {
      return new PrivilegeLine(word, false, position, text, textAt, reason);
    }
    String name = text.endsWith(SUFFIX) ? text.substring(0, text.length() - 5) : text;
    if (name.isEmpty() || name.indexOf(' ') >= 0 || name.indexOf('/') >= 0) {
      throw new BadInput(textAt, "include takes the name of one file in the same directory");
    }
    return new PrivilegeLine(name, true, position, "", textAt, reason);
  }

  /** {@return where white space, or what is none, ends} */
  private static int skip(String line, int from, boolean space) {
    int i = from;
    while (i < line.length() && Character.isWhitespace(line.charAt(i)) == space) {
      i++;
    }
    return i;
  }
}
