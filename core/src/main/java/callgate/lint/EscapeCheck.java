package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which calls that undo the sandbox are let through, with arguments that do. */
final class EscapeCheck implements Check {
  /** Since then filters look at calls after tracers, so that a tracer can't change them. */
  private static final Release FILTERS_AFTER_TRACERS = new Release(4, 8, 0);

  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Escape escape : Escapes.all()) {
      escape(subject, escape).ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> escape(Subject subject, Escape escape) {
    Set<String> calls = new LinkedHashSet<>();
    Set<Abi> abis = new LinkedHashSet<>();
    @Nullable Witness witness = null;
    for (Danger danger : escape.dangers()) {
      for (Abi abi : subject.confined()) {
        int set = danger.reachable(subject, abi);
        if (set != Diagrams.FALSE) {
          witness = witness == null ? subject.witness(abi, danger.call(), set) : witness;
          calls.add(danger.title());
          abis.add(abi);
        }
      }
    }
    if (witness == null) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
                escape.code(),
                subject.position(witness),
                Words.all(calls) + " let through on " + Words.abis(abis) + needs(escape),
                escape.why(),
                escape.fix().isEmpty() ? "deny " + Words.all(calls) : escape.fix())
            .shownBy(witness);
    return Optional.of(finding.as(severity(subject, escape, abis)));
  }

  private static String needs(Escape escape) {
    return escape.needs().isEmpty()
        ? ""
        : "; " + String.join(" or ", escape.needs()) + " is needed as well";
  }

  /**
   * {@return how much it matters} Nothing more than a note where nobody has the capability that is
   * needed.
   */
  private static Severity severity(Subject subject, Escape escape, Set<Abi> abis) {
    boolean impossible =
        !escape.needs().isEmpty()
            && subject
                .capabilities()
                .filter(held -> escape.needs().stream().noneMatch(held::contains))
                .isPresent();
    if (impossible) {
      return Severity.NOTE;
    }
    return switch (escape.code()) {
      case TRACER ->
          subject
              .target()
              .release(Software.KERNEL)
              .filter(kernel -> kernel.compareTo(FILTERS_AFTER_TRACERS) < 0)
              .map(_ -> Severity.ERROR)
              .orElse(Severity.NOTE);
      case TERMINAL -> isRestricted(subject, abis, "ioctl") ? Severity.WARNING : Severity.NOTE;
      default -> escape.code().severity();
    };
  }

  /**
   * {@return whether a call is let through with some arguments only: somebody gave it a thought}
   */
  private static boolean isRestricted(Subject subject, Set<Abi> abis, String call) {
    return abis.stream().anyMatch(abi -> !Diagrams.isLeaf(subject.lets(abi, call)));
  }
}
