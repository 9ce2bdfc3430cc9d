package callgate.lint;

import java.util.Locale;
import java.util.Optional;

/** How much a finding matters, from least to most. */
public enum Severity {
  /** A fact that a reviewer wants to know; many good policies have it on purpose. */
  NOTE,
  /** The policy breaks programs, says something without effect, or leaves a door open. */
  WARNING,
  /** The policy does not hold what it says. */
  ERROR;

  /** {@return the word on the command line and in reports} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the severity of that word} */
  public static Optional<Severity> of(String word) {
    for (Severity severity : values()) {
      if (severity.word().equals(word)) {
        return Optional.of(severity);
      }
    }
    return Optional.empty();
  }
}
