package callgate.lint;

import java.util.List;

/** What the format's reader had to say: names that are dropped, tests that a runtime changes. */
final class ReaderCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    return subject.warnings().stream()
        .map(warning ->
            Finding.of(
                Code.READER,
                warning.position(),
                warning.text(),
                "The filter that is made of this is not what it seems to say.",
                "write what is meant so that it can't be read differently"))
        .toList();
  }
}
