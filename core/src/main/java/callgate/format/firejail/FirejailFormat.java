package callgate.format.firejail;

import callgate.format.Document;
import callgate.format.OneArch;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.Warning;
import callgate.format.WriteOptions;
import callgate.policy.Action;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Profiles of firejail. */
public final class FirejailFormat implements PolicyFormat {
  /** Lines that are in no other format. */
  private static final Pattern OWN =
      Pattern.compile(
          "(seccomp(\\.32)?(\\.(drop|keep))?\\s+[\\w@!$:,-]+|seccomp\\.block-secondary"
              + "|seccomp-error-action\\s.*|memory-deny-write-execute|restrict-namespaces.*"
              + "|protocol\\s+[a-z0-9,=+-]+|caps\\.(drop|keep)\\s.*|(no)?(blacklist|whitelist)\\s.*"
              + "|include\\s.*\\.(inc|local|profile)|nonewprivs|noroot|allow-debuggers|private(-\\w+)?(\\s.*)?"
              + "|\\?[A-Z0-9_]+\\s?:.*)");

  @Override
  public String name() {
    return "firejail";
  }

  @Override
  public String summary() {
    return "firejail's profiles: seccomp, seccomp.drop, seccomp.keep and what else makes filters";
  }

  @Override
  public boolean recognises(Document document) {
    List<String> lines =
        document
            .text()
            .lines()
            .map(ProfileLines::withoutComment)
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    return lines.equals(List.of("seccomp")) || lines.stream().anyMatch(OWN.asMatchPredicate());
  }

  @Override
  public Reading read(Document document, ReadOptions options) {
    List<Warning> warnings = new ArrayList<>();
    List<Setting> settings = ProfileLines.read(document, warnings);
    return FirejailPolicy.of(document.name(), settings, options, warnings);
  }

  @Override
  public Rendering write(Policy policy, WriteOptions options) {
    return FirejailWriter.write(policy, options);
  }

  /**
   * {@return a learned policy with firejail's actions, and what it does itself under the filter}
   */
  @Override
  public Policy suited(Policy learned) {
    Policy suited = OneArch.suited(learned, Action.errno(1), Action.errno(1));
    List<Rule> rules = new ArrayList<>(suited.rules());
    for (String call : FirejailWriter.NEEDED) {
      boolean known = rules.stream().anyMatch(rule -> rule.calls().contains(new Calls.Named(call)));
      if (!known) {
        rules.add(Rule.of(Action.ALLOW, call));
      }
    }
    return suited.withRules(rules);
  }
}
