package callgate.lint;

import callgate.bpf.Program;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Source;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import java.util.List;

/** Short words for tests of lint. */
final class Linted {
  private static final ReadOptions READING =
      ReadOptions.on(new KernelVersion(6, 12)).withAbi(Abi.X86_64);

  private Linted() {}

  /**
   * {@return the findings in a policy in Callgate's own format, without the line of the version}
   */
  static List<Finding> findings(LintOptions options, String... lines) {
    return Lint.check(source(lines), options);
  }

  static Source source(String... lines) {
    Document document = Document.of("policy", "callgate: 1\n" + String.join("\n", lines) + "\n");
    Reading reading = Formats.read(document, READING);
    return new Source.Written(reading);
  }

  static Source source(Policy policy) {
    return new Source.Written(policy);
  }

  static Source source(Program program) {
    return new Source.Raw("filter.bpf", program);
  }

  /** {@return what is found of one code: where, how bad, and what} */
  static List<String> of(Code code, String... lines) {
    return of(code, LintOptions.DEFAULT, lines);
  }

  static List<String> of(Code code, LintOptions options, String... lines) {
    return texts(code, findings(options, lines));
  }

  static List<String> texts(Code code, List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.code() == code)
        .map(finding ->
            finding.position() + ": " + finding.severity().word() + ": " + finding.text())
        .toList();
  }

  /** {@return the calls that show the findings of one code} */
  static List<String> witnesses(Code code, String... lines) {
    return witnesses(code, findings(LintOptions.DEFAULT, lines));
  }

  static List<String> witnesses(Code code, List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.code() == code)
        .flatMap(finding -> finding.witness().stream())
        .map(Witness::toString)
        .toList();
  }
}
