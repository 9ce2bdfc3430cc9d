package callgate.watch;

import callgate.kernel.WatchScope.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Alternatives for a word, divided by commas; {@code *} stands for any text, and an ASCII letter
 * for both of its cases.
 *
 * @param texts as they were written
 * @param not whether none of them may be there
 */
record Words(List<String> texts, List<Pattern> patterns, boolean not) {
  static Words of(String value, boolean not) {
    List<String> texts = List.of(value.split(",", -1));
    List<Pattern> patterns = new ArrayList<>();
    for (String text : texts) {
      String quoted = Pattern.quote(text).replace("*", "\\E.*\\Q");
      patterns.add(Pattern.compile(quoted, Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
    }
    return new Words(texts, patterns, not);
  }

  /** {@return whether one of an event's words is one of these; if {@code not}, whether none is} */
  boolean hold(List<String> words) {
    for (String word : words) {
      for (Pattern pattern : patterns) {
        if (pattern.matcher(word).matches()) {
          return !not;
        }
      }
    }
    return not;
  }

  /**
   * {@return the alternatives as far as the kernel can tell names like them; empty where leaving
   * one out would leave out events}
   */
  Optional<List<Command>> commands() {
    List<Command> commands = new ArrayList<>();
    for (String text : texts) {
      int star = text.indexOf('*');
      boolean plain = text.chars().allMatch(letter -> letter < 128);
      if (plain && (star < 0 || star == text.length() - 1)) {
        commands.add(new Command(star < 0 ? text : text.substring(0, star), star < 0));
      } else if (!not) {
        return Optional.empty();
      }
    }
    return Optional.of(commands);
  }
}
