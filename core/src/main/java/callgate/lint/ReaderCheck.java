package callgate.lint;

import callgate.format.Warning;
import java.util.List;

/** What the format's reader had to say: names that are dropped, tests that a runtime changes. */
final class ReaderCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    return subject.warnings().stream().map(ReaderCheck::finding).toList();
  }

  private static Finding finding(Warning warning) {
    return warning.filter().isEmpty()
        ? Finding.of(
            Code.READER,
            warning.position(),
            warning.text(),
            "The filter that is made of this is not what it seems to say.",
            "write what is meant so that it can't be read differently")
        : Finding.of(
                Code.READER,
                warning.position(),
                warning.text(),
                "What that filter denies is denied as well; findings about it are left out.",
                "nothing, unless this one has to do without that")
            .as(Severity.NOTE);
  }
}
