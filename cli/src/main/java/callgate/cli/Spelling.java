package callgate.cli;

import java.util.List;
import java.util.Optional;

/** Finds what was probably meant by a misspelt word. */
final class Spelling {
  private Spelling() {}

  /** {@return the candidate that the fewest typing errors turn into {@code word}, if few do} */
  static Optional<String> closest(String word, List<String> candidates) {
    Optional<String> best = Optional.empty();
    int fewest = Math.max(1, word.length() / 3) + 1;
    for (String candidate : candidates) {
      int errors =
          candidate.startsWith(word) && word.length() > 1 ? 1 : typingErrors(word, candidate);
      if (errors < fewest) {
        fewest = errors;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /**
   * {@return how many letters must be inserted, left out, changed or swapped with their neighbour}
   * (the optimal string alignment distance)
   */
  private static int typingErrors(String from, String to) {
    int[][] errors = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          errors[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int least = errors[i - 1][j - 1] + change;
        least = Math.min(least, Math.min(errors[i - 1][j], errors[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, errors[i - 2][j - 2] + 1);
        }
        errors[i][j] = least;
      }
    }
    return errors[from.length()][to.length()];
  }
}
