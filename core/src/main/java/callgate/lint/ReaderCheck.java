package callgate.lint;

import callgate.format.Warning;
import java.util.List;
import java.util.Optional;

/** What the format's reader had to say: names that are dropped, tests that a runtime changes. */
final class ReaderCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    return subject.warnings().stream().flatMap(warning -> finding(warning).stream()).toList();
  }

  private static Optional<Finding> finding(Warning warning) {
    return switch (warning.topic()) {
      case MEANING, LOST ->
          Optional.of(
              finding(
                  warning,
                  "The filter that is made of this is not what it seems to say.",
                  "write what is meant so that it can't be read differently"));
      case OTHER_FILTER ->
          Optional.of(
              finding(
                      warning,
                      "What that filter denies is denied as well"
                          + (warning.filter().isEmpty()
                              ? "."
                              : "; findings about it are left out."),
                      "nothing, unless this one has to do without that")
                  .as(Severity.NOTE));
      case OTHER_ABI ->
          Optional.of(
              finding(
                      warning,
                      "What is said about it counts on other ABIs only.",
                      "nothing, where it is meant for those")
                  .as(Severity.NOTE));
      // ForeignAbiCheck shows what that lets through.
      case FOREIGN_OPEN -> Optional.empty();
    };
  }

  private static Finding finding(Warning warning, String why, String fix) {
    return Finding.of(Code.READER, warning.position(), warning.text(), why, fix);
  }
}
