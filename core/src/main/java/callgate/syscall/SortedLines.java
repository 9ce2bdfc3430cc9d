package callgate.syscall;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a resource in the order of their first words, searched without taking them apart first:
 * reading a table costs next to nothing, and so does a look-up.
 */
final class SortedLines {
  private final String text;

  SortedLines(String text) {
    this.text = text;
  }

  /** {@return what follows a first word on its line, without the space between them, or null} */
  @Nullable String find(String word) {
    int low = 0;
    int high = text.length();
    while (low < high) {
      int start = text.lastIndexOf('\n', ((low + high) >>> 1) - 1) + 1;
      if (start < low) {
        start = low;
      }
      int order = compare(word, start);
      if (order == 0) {
        int end = text.indexOf('\n', start);
        return text.substring(Math.min(start + word.length() + 1, end), end);
      }
      if (order < 0) {
        high = start;
      } else {
        low = text.indexOf('\n', start) + 1;
      }
    }
    return null;
  }

  /** Compares a word with the first word of the line that starts somewhere. */
  private int compare(String word, int start) {
    for (int i = 0; i < word.length(); i++) {
      char there = text.charAt(start + i);
      if (there == ' ' || there == '\n') {
        return 1;
      }
      int order = word.charAt(i) - there;
      if (order != 0) {
        return order;
      }
    }
    char next = text.charAt(start + word.length());
    return next == ' ' || next == '\n' ? 0 : -1;
  }

  /** {@return the first words of all lines} */
  List<String> words() {
    List<String> words = new ArrayList<>();
    forEach((word, rest) -> words.add(word));
    return words;
  }

  /** Hands over the first word of each line, and what follows it. */
  void forEach(BiConsumer<String, String> consumer) {
    for (int start = 0; start < text.length(); ) {
      start = line(start, consumer);
    }
  }

  /**
   * Hands over the lines that have a word behind their first, and perhaps a {@code ~} behind it.
   */
  void forEachWith(String word, BiConsumer<String, String> consumer) {
    String wanted = " " + word;
    for (int found = text.indexOf(wanted); found >= 0; ) {
      char next = text.charAt(found + wanted.length());
      int from = found + 1;
      if (next == ' ' || next == '\n' || next == '~') {
        from = line(text.lastIndexOf('\n', found) + 1, consumer);
      }
      found = text.indexOf(wanted, from);
    }
  }

  /** Hands over the line that starts somewhere. Returns where the next one starts. */
  private int line(int start, BiConsumer<String, String> consumer) {
    int end = text.indexOf('\n', start);
    int space = text.indexOf(' ', start);
    int wordEnd = space < 0 ? end : Math.min(space, end);
    consumer.accept(
        text.substring(start, wordEnd), text.substring(Math.min(wordEnd + 1, end), end));
    return end + 1;
  }
}
