package callgate.format;

import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Ways to change a text in any format so that it lets one call more through, found without knowing
 * the format: the call is written as a neighbour is that is let through already, or taken away
 * where it is forbidden, or what the format's writer would add is put where its neighbours are. Not
 * all of what comes out means that, or anything; whoever asks has to read it back.
 */
final class NeighbourEdits {
  private final TextEdit text;
  private final String name;
  private final String reason;
  private final String writtenBefore;
  private final String writtenAfter;
  private final Set<String> texts = new LinkedHashSet<>();

  private NeighbourEdits(
      String text, String name, String reason, String writtenBefore, String writtenAfter) {
    this.text = new TextEdit(text);
    this.name = name;
    this.reason = reason;
    this.writtenBefore = writtenBefore;
    this.writtenAfter = writtenAfter;
  }

  static List<String> withRule(
      PolicyFormat format, Document document, Policy policy, Policy wanted, Rule rule) {
    if (document.isDirectory() || !(rule.calls().getFirst() instanceof Calls.Named(String name))) {
      return List.of();
    }
    NeighbourEdits edits =
        new NeighbourEdits(
            document.text(), name, rule.reason(), written(format, policy), written(format, wanted));
    if (rule.action().equals(Action.ALLOW) && rule.condition().equals(Condition.ALWAYS)) {
      edits.besideOthers(plain(policy));
      edits.without();
    }
    edits.patched();
    edits.texts.remove(document.text());
    return new ArrayList<>(edits.texts);
  }

  /** {@return the names of calls that are let through whatever their arguments} */
  private static NavigableSet<String> plain(Policy policy) {
    TreeSet<String> names = new TreeSet<>();
    for (Rule rule : policy.rules()) {
      if (rule.action().equals(Action.ALLOW) && rule.condition().equals(Condition.ALWAYS)) {
        rule.calls().stream()
            .filter(Calls.Named.class::isInstance)
            .map(call -> ((Calls.Named) call).name())
            .forEach(names::add);
      }
    }
    return names;
  }

  /** The nearest in the order of the alphabet first, so that a list in order stays so. */
  private void besideOthers(NavigableSet<String> plain) {
    TreeSet<String> present = new TreeSet<>(plain);
    present.removeIf(other -> find(other, 0) < 0 || other.equals(name));
    Set<String> neighbours = new LinkedHashSet<>();
    for (String other : new String[] {present.lower(name), present.higher(name)}) {
      if (other != null) {
        neighbours.add(other);
      }
    }
    for (String neighbour : neighbours) {
      boolean after = neighbour.compareTo(name) < 0;
      for (int at = find(neighbour, 0); at >= 0; at = find(neighbour, at + 1)) {
        if (isAlone(neighbour, at, present)) {
          onLine(neighbour, at, after);
        }
        inList(neighbour, at, after);
      }
    }
  }

  /** {@return where a word stands on its own} */
  private int find(String word, int from) {
    String all = text.text();
    for (int at = all.indexOf(word, from); at >= 0; at = all.indexOf(word, at + 1)) {
      if (!isWord(at - 1) && !isWord(at + word.length())) {
        return at;
      }
    }
    return -1;
  }

  private boolean isWord(int at) {
    return at >= 0
        && at < text.text().length()
        && (Character.isLetterOrDigit(text.text().charAt(at)) || text.text().charAt(at) == '_');
  }

  private int lineOf(int at) {
    return 1 + (int) text.text().substring(0, at).chars().filter(c -> c == '\n').count();
  }

  private boolean isAlone(String neighbour, int at, Set<String> others) {
    int start = text.lineStart(lineOf(at));
    int end = text.lineStart(lineOf(at) + 1);
    return others.stream()
        .filter(other -> !other.equals(neighbour))
        .map(other -> find(other, start))
        .noneMatch(place -> place >= 0 && place < end);
  }

  /** A line like the neighbour's, where each call has one of its own. */
  private void onLine(String neighbour, int at, boolean after) {
    int line = lineOf(at);
    int column = at - text.lineStart(line);
    String whole = text.line(line);
    String own =
        (whole.substring(0, column) + name + whole.substring(column + neighbour.length()))
            .replaceFirst("\\s+(#|//).*$", "");
    int place = after ? line + 1 : line;
    String comment = "# " + reason;
    if (!reason.isEmpty() && writtenAfter.lines().anyMatch(each -> each.endsWith(comment))) {
      boolean beside =
          writtenAfter
              .lines()
              .anyMatch(each -> each.endsWith(comment) && each.replace(comment, "").contains(name));
      texts.add(
          text.insertLines(
              place,
              beside
                  ? own + "  " + comment + "\n"
                  : text.indent(line) + comment + "\n" + own + "\n"));
    }
    texts.add(text.insertLines(place, own + "\n"));
    texts.add(text.insertLines(line, own + ",\n"));
  }

  /** A word beside the neighbour, set off as others are. */
  private void inList(String neighbour, int at, boolean after) {
    String all = text.text();
    boolean quoted = at > 0 && (all.charAt(at - 1) == '"' || all.charAt(at - 1) == '\'');
    int start = quoted ? at - 1 : at;
    int end = at + neighbour.length() + (quoted ? 1 : 0);
    String word = quoted ? all.charAt(start) + name + all.charAt(start) : name;
    for (String gap : new String[] {", ", ",", " "}) {
      boolean used = all.startsWith(gap, end) || all.startsWith(gap, start - gap.length());
      if (used) {
        texts.add(after ? text.insert(end, gap + word) : text.insert(start, word + gap));
      }
    }
  }

  private void without() {
    String all = text.text();
    for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
      int line = lineOf(at);
      boolean quoted = at > 0 && (all.charAt(at - 1) == '"' || all.charAt(at - 1) == '\'');
      int start = quoted ? at - 1 : at;
      int end = at + name.length() + (quoted ? 1 : 0);
      for (String gap : new String[] {", ", ",", " "}) {
        if (all.startsWith(gap, end)) {
          texts.add(text.remove(start, end + gap.length()));
        }
        if (start >= gap.length() && all.startsWith(gap, start - gap.length())) {
          texts.add(text.remove(start - gap.length(), end));
        }
      }
      texts.add(text.removeLines(line, line));
    }
  }

  /** What changes in a text that the format's own writer makes, changed here. */
  private void patched() {
    TextPatch.between(writtenBefore, writtenAfter).applyTo(text).ifPresent(texts::add);
  }

  /** {@return a policy as the format's own writer has it; empty where it can't be said} */
  private static String written(PolicyFormat format, Policy policy) {
    try {
      return format.write(policy, WriteOptions.DEFAULT).text();
    } catch (BadInput cantBeSaid) {
      return "";
    }
  }
}
