package callgate.explanation;

import callgate.decision.CallText;
import callgate.decision.Change;
import callgate.decision.ChangeCondition;
import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.Difference;
import callgate.decision.Difference.Where;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.format.ConditionText;
import callgate.format.Source;
import callgate.lint.Finding;
import callgate.lint.Lint;
import callgate.lint.LintOptions;
import callgate.lint.Words;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What changes of a policy do, by exact comparison of before and after. */
final class Consequences {
  private final Policy before;

  /** What a linter says before any change, once somebody asks. */
  private @Nullable Set<String> known;

  Consequences(Policy before) {
    this.before = before;
  }

  /** {@return what is let through after a change that was not before, a sentence each} */
  List<String> lets(Policy after) {
    Diagrams diagrams = new Diagrams();
    Meaning left = PolicyMeaning.of(before, diagrams);
    Meaning right = PolicyMeaning.of(after, diagrams);
    List<String> sentences = new ArrayList<>();
    for (Difference difference : Comparison.of(left, right, true)) {
      String calls = Words.and(difference.calls().stream().map(CallText::of).toList());
      String count = difference.calls().size() > 1 ? difference.calls().size() + " calls: " : "";
      String where = where(difference);
      if (difference.whatever()) {
        sentences.add(count + calls + " with any arguments" + where);
      } else {
        for (Change change : difference.changes()) {
          sentences.add(count + calls + condition(left, right, difference, change) + where);
        }
      }
    }
    return sentences;
  }

  private static String where(Difference difference) {
    return difference.abis().isEmpty()
        ? " on every other ABI"
        : " on " + Words.and(difference.abis().stream().map(Where::toString).toList());
  }

  private static String condition(
      Meaning left, Meaning right, Difference difference, Change change) {
    Optional<Abi> abi = CallText.abi(change.witness());
    Calls calls = difference.calls().getFirst();
    if (abi.isEmpty() || difference.abis().isEmpty()) {
      return " with some arguments";
    }
    String name = calls instanceof Calls.Named(String named) ? named : "";
    return ChangeCondition.of(left, right, change, abi.get(), calls)
        .map(when -> " when " + ConditionText.of(when, name, List.of(abi.get())))
        .orElseGet(() -> " with some arguments, such as " + CallText.of(change.witness()));
  }

  /**
   * {@return what a linter says of a policy after a change that it did not say before}
   *
   * @param about what it has to be about: a call's name, or an ABI's
   */
  List<String> risks(Policy after, String about) {
    Set<String> old = known();
    List<String> risks = new ArrayList<>();
    for (Finding finding : findings(after)) {
      if (finding.text().contains(about) && !old.contains(finding.code().id() + finding.text())) {
        String title = finding.code().title();
        risks.add(
            finding.text().startsWith(title) ? finding.text() : title + ": " + finding.text());
      }
    }
    return risks;
  }

  private Set<String> known() {
    Set<String> texts = known;
    if (texts == null) {
      texts = new HashSet<>();
      for (Finding finding : findings(before)) {
        texts.add(finding.code().id() + finding.text());
      }
      known = texts;
    }
    return texts;
  }

  private static List<Finding> findings(Policy policy) {
    return Lint.holes(new Source.Written(policy), LintOptions.DEFAULT);
  }
}
