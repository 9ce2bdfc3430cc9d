package callgate.lint;

import callgate.policy.Position;
import java.util.Optional;

/**
 * Something that is wrong with a policy, or will be.
 *
 * @param severity how much it matters here; most codes have one severity
 * @param position where it stands; only a file when it is about what the policy does not say
 * @param text what is found, in one sentence without a full stop
 * @param why why that is bad, in sentences
 * @param fix what to write instead
 * @param witness a call that shows it
 */
public record Finding(
    Code code,
    Severity severity,
    Position position,
    String text,
    String why,
    String fix,
    Optional<Witness> witness) {
  /** {@return a finding of the severity that its code usually has} */
  static Finding of(Code code, Position position, String text, String why, String fix) {
    return new Finding(code, code.severity(), position, text, why, fix, Optional.empty());
  }

  Finding shownBy(Witness witness) {
    return new Finding(code, severity, position, text, why, fix, Optional.of(witness));
  }

  Finding as(Severity severity) {
    return new Finding(code, severity, position, text, why, fix, witness);
  }

  Finding at(Position position, String text) {
    return new Finding(code, severity, position, text, why, fix, witness);
  }

  /** {@return the first line of the report for people} */
  @Override
  public String toString() {
    return position + ": " + severity.word() + ": " + code.id() + " " + code.slug() + ": " + text;
  }
}
