package callgate.lint;

import callgate.bpf.Undecided;
import callgate.decision.TooComplex;
import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what is wrong with policies and filters. */
public final class Lint {
  private static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.position().file())
          .thenComparingInt(finding -> finding.position().line())
          .thenComparingInt(finding -> finding.position().column())
          .thenComparing(Finding::code)
          .thenComparing(Finding::text);

  private Lint() {}

  /** The questions: one line each. */
  private static List<Check> checks() {
    return List.of(
        new ReaderCheck(),
        new UnconfinedCheck(),
        new X32Check(),
        new ForeignAbiCheck(),
        new AbiDifferenceCheck(),
        new MultiplexerCheck(),
        new SkippedCallCheck(),
        new WidthCheck(),
        new ArgumentCheck(),
        new LibraryCallCheck(),
        new UnknownCallsCheck(),
        new NewerCallsCheck(),
        new KernelCallCheck(),
        new RuleCheck(),
        new FamilyCheck(),
        new LooserSiblingCheck(),
        new EscapeCheck(),
        new UserNamespaceCheck(),
        new IoUringCheck(),
        new ListenerCheck(),
        new WritableCodeCheck());
  }

  /**
   * {@return what is wrong, by position}
   *
   * @throws BadInput when the meaning can't be told exactly, or does not fit into memory
   */
  public static List<Finding> check(Source source, LintOptions options) {
    try {
      return findings(Subject.of(source, options));
    } catch (Undecided | TooComplex e) {
      throw new BadInput(Position.of(source.name()), String.valueOf(e.getMessage()));
    }
  }

  private static List<Finding> findings(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks()) {
      check.check(subject).forEach(finding -> findings.add(subject.placed(finding)));
    }
    findings.sort(ORDER);
    return OtherFilters.without(findings, subject.warnings());
  }
}
