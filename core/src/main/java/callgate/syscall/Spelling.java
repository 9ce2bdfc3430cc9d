package callgate.syscall;

import java.util.Optional;

/** Finds what somebody meant to write. */
public final class Spelling {
  private Spelling() {}

  /**
   * {@return the candidate that takes the fewest edits, if those are few for the length of the
   * word}
   */
  public static Optional<String> nearest(String word, Iterable<String> candidates) {
    int limit = Math.max(1, word.length() / 3);
    String nearest = null;
    int fewest = limit + 1;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - word.length()) < fewest) {
        int edits = edits(word, candidate);
        if (edits < fewest) {
          fewest = edits;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@return how many letters must be inserted, deleted, replaced or swapped with a neighbour} */
  private static int edits(String from, String to) {
    int[] beforePrevious = new int[to.length() + 1];
    int[] previous = new int[to.length() + 1];
    int[] current = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int edits =
            Math.min(previous[j - 1] + (same ? 0 : 1), Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          edits = Math.min(edits, beforePrevious[j - 2] + 1);
        }
        current[j] = edits;
      }
      int[] free = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = free;
    }
    return previous[to.length()];
  }
}
