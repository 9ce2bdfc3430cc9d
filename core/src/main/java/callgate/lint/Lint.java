package callgate.lint;

import callgate.bpf.Undecided;
import callgate.decision.TooComplex;
import callgate.format.Source;
import callgate.policy.BadInput;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong with policies and filters. */
public final class Lint {
  /** Questions about what is open that should be closed: one line each. */
  private static final List<Check> HOLES =
      List.of(
          new UnconfinedCheck(),
          new X32Check(),
          new ForeignAbiCheck(),
          new AbiDifferenceCheck(),
          new MultiplexerCheck(),
          new SkippedCallCheck(),
          new EscapeCheck(),
          new UserNamespaceCheck(),
          new IoUringCheck(),
          new ListenerCheck(),
          new WritableCodeCheck());

  /** All others. */
  private static final List<Check> OTHERS =
      List.of(
          new ReaderCheck(),
          new WidthCheck(),
          new ArgumentCheck(),
          new LibraryCallCheck(),
          new UnknownCallsCheck(),
          new NewerCallsCheck(),
          new KernelCallCheck(),
          new RuleCheck(),
          new FamilyCheck(),
          new LooserSiblingCheck());

  private Lint() {}

  /**
   * {@return what is wrong, by position}
   *
   * @throws BadInput when the meaning can't be told exactly, or does not fit into memory
   */
  public static List<Finding> check(Source source, LintOptions options) {
    return findings(source, options, List.of(HOLES, OTHERS));
  }

  /**
   * {@return what is open that should be closed, by position: the findings about ABIs and about
   * what calls make possible}
   *
   * @throws BadInput when the meaning can't be told exactly, or does not fit into memory
   */
  public static List<Finding> holes(Source source, LintOptions options) {
    return findings(source, options, List.of(HOLES));
  }

  private static List<Finding> findings(
      Source source, LintOptions options, List<List<Check>> questions) {
    try {
      return findings(Subject.of(source, options), questions);
    } catch (TooComplex e) {
      throw e.in(source.name());
    } catch (Undecided e) {
      throw new BadInput(Position.of(source.name()), String.valueOf(e.getMessage()));
    }
  }

  private static List<Finding> findings(Subject subject, List<List<Check>> questions) {
    List<Finding> findings = new ArrayList<>();
    for (List<Check> checks : questions) {
      for (Check check : checks) {
        check.check(subject).forEach(finding -> findings.add(subject.placed(finding)));
      }
    }
    findings.sort(Lint::order);
    return OtherFilters.without(findings, subject.warnings());
  }

  private static int order(Finding a, Finding b) {
    Position here = a.position();
    Position there = b.position();
    int order = here.file().compareTo(there.file());
    if (order == 0) {
      order = Integer.compare(here.line(), there.line());
    }
    if (order == 0) {
      order = Integer.compare(here.column(), there.column());
    }
    if (order == 0) {
      order = a.code().compareTo(b.code());
    }
    return order == 0 ? a.text().compareTo(b.text()) : order;
  }
}
