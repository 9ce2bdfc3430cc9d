package callgate.lint;

import java.util.List;

/** Findings as people read them. */
public final class Report {
  private static final int WIDTH = 100;
  private static final String INDENT = "    ";

  private Report() {}

  /**
   * {@return one paragraph a finding: where and what, why, a call that shows it, and what to do}
   *
   * @param colored whether severities are marked with escape sequences
   */
  public static String text(List<Finding> findings, boolean colored) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.position()).append(": ");
      text.append(colored ? color(finding.severity()) : "");
      text.append(finding.severity().word());
      text.append(colored ? "\u001b[0m" : "");
      text.append(": ").append(finding.code().id()).append(' ').append(finding.code().slug());
      text.append('\n');
      wrap(text, finding.text() + ".");
      wrap(text, finding.why());
      finding.witness().ifPresent(witness -> wrap(text, "for example " + witness));
      wrap(text, "fix: " + finding.fix());
    }
    return text.toString();
  }

  private static String color(Severity severity) {
    return switch (severity) {
      case ERROR -> "\u001b[1;31m";
      case WARNING -> "\u001b[1;33m";
      case NOTE -> "\u001b[1;36m";
    };
  }

  private static void wrap(StringBuilder text, String line) {
    int column = 0;
    for (String word : line.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(column == 0 ? INDENT : " ").append(word);
      column += word.length() + (column == 0 ? INDENT.length() : 1);
    }
    text.append('\n');
  }
}
