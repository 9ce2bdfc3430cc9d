package callgate.lint;

import callgate.format.Source;
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
   * @throws callgate.bpf.Undecided when a filter computes what can't be told exactly
   * @throws callgate.decision.TooComplex when its meaning does not fit into memory
   */
  public static List<Finding> check(Source source, LintOptions options) {
    Subject subject = Subject.of(source, options);
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks()) {
      findings.addAll(check.check(subject));
    }
    findings.sort(ORDER);
    return OtherFilters.without(findings, subject.warnings());
  }
}
