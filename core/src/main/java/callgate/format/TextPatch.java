package callgate.format;

import java.util.List;
import java.util.Optional;

/**
 * What differs between two texts, as lines in one place, to be changed in a third text that has the
 * same lines there, maybe further in.
 *
 * @param before the lines right before that, the nearest last
 * @param old lines that are replaced
 * @param changed lines in their place
 * @param after the lines right behind, the nearest first
 */
record TextPatch(List<String> before, List<String> old, List<String> changed, List<String> after) {
  private static final int CONTEXT = 1;

  /** {@return the smallest run of lines that has all differences} */
  static TextPatch between(String left, String right) {
    List<String> from = left.lines().toList();
    List<String> to = right.lines().toList();
    int most = Math.min(from.size(), to.size());
    int start = 0;
    while (start < most && from.get(start).equals(to.get(start))) {
      start++;
    }
    int end = 0;
    while (end < most - start
        && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
      end++;
    }
    return new TextPatch(
        from.subList(Math.max(0, start - CONTEXT), start),
        from.subList(start, from.size() - end),
        to.subList(start, to.size() - end),
        from.subList(from.size() - end, Math.min(from.size(), from.size() - end + CONTEXT)));
  }

  /** {@return a text with the change; nothing where it has no such place} */
  Optional<String> applyTo(TextEdit text) {
    if (changed.isEmpty() && old.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = text.text().lines().toList();
    for (int at = 0; at + old.size() <= lines.size(); at++) {
      boolean here =
          isAt(lines, at, old)
              && ((isAt(lines, at - before.size(), before) && !before.isEmpty())
                  || (isAt(lines, at + old.size(), after) && !after.isEmpty()));
      if (here) {
        String without = text.removeLines(at + 1, at + old.size());
        return Optional.of(new TextEdit(without).insertLines(at + 1, indented(lines, at)));
      }
    }
    return Optional.empty();
  }

  private static boolean isAt(List<String> lines, int at, List<String> wanted) {
    if (at < 0 || at + wanted.size() > lines.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!lines.get(at + i).strip().equals(wanted.get(i).strip())) {
        return false;
      }
    }
    return true;
  }

  /** {@return the changed lines, as far in as the neighbours are in that text} */
  private String indented(List<String> lines, int at) {
    boolean useBefore = !before.isEmpty() && isAt(lines, at - before.size(), before);
    String own = useBefore ? before.getLast() : after.isEmpty() ? "" : after.getFirst();
    int there = useBefore ? at - 1 : at + old.size();
    String actual = there < lines.size() ? lines.get(there) : own;
    int more = indent(actual) - indent(own);
    StringBuilder text = new StringBuilder();
    for (String line : changed) {
      text.append(" ".repeat(Math.max(0, more)))
          .append(more < 0 ? line.substring(Math.min(-more, indent(line))) : line)
          .append('\n');
    }
    return text.toString();
  }

  private static int indent(String line) {
    return line.length() - line.stripLeading().length();
  }
}
