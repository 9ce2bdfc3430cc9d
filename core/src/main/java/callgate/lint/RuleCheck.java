package callgate.lint;

import callgate.lint.RuleUse.Effect;
import callgate.lint.RuleUse.Use;
import callgate.policy.Calls;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which rules do nothing: they repeat others, stand behind others, or contradict themselves. */
final class RuleCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    subject
        .policy()
        .ifPresent(policy -> {
          RuleUse uses = RuleUse.of(subject, policy);
          for (int rule = 0; rule < policy.rules().size(); rule++) {
            for (Effect effect : Effect.values()) {
              if (effect != Effect.NEEDED && isWritten(policy, policy.rules().get(rule))) {
                findings.addAll(idle(policy, rule, effect, uses));
              }
            }
          }
        });
    return findings;
  }

  /**
   * {@return whether somebody wrote a rule} What a format's reader adds of its own, as it stands in
   * no line, nobody can take away.
   */
  private static boolean isWritten(Policy policy, Rule rule) {
    return rule.position().line() > 0
        || policy.rules().stream().allMatch(each -> each.position().line() == 0);
  }

  /** {@return the finding about the parts of a rule that have an effect, where there are any} */
  private static List<Finding> idle(Policy policy, int index, Effect effect, RuleUse uses) {
    Rule rule = policy.rules().get(index);
    List<String> names = new ArrayList<>();
    Set<Integer> covering = new TreeSet<>();
    boolean whole = true;
    for (int calls = 0; calls < rule.calls().size(); calls++) {
      @Nullable Use use = uses.of(index, calls);
      if (use == null || use.effect() != effect) {
        whole = whole && use == null;
        continue;
      }
      names.add(text(rule.calls().get(calls)));
      covering.addAll(use.covering());
    }
    if (names.isEmpty()) {
      return List.of();
    }
    String what = (whole ? "this rule" : "this part of the rule") + " (" + Words.and(names) + ")";
    return List.of(finding(policy, rule, effect, what, covering));
  }

  private static String text(Calls calls) {
    if (calls instanceof Calls.Named(String name)) {
      return name;
    }
    String first = Integer.toUnsignedString(((Calls.Numbered) calls).first());
    String last = Integer.toUnsignedString(((Calls.Numbered) calls).last());
    return first.equals(last) ? first : first + " to " + last;
  }

  private static Finding finding(
      Policy policy, Rule rule, Effect effect, String what, Set<Integer> covering) {
    boolean another =
        covering.stream().anyMatch(i -> !policy.rules().get(i).action().equals(rule.action()));
    return switch (effect) {
      case CONTRADICTION ->
          Finding.of(
              Code.CONTRADICTION,
              rule.position(),
              what + " has a condition that holds for no arguments",
              "Its tests exclude each other, or compare with a value that the argument can't have.",
              "correct the tests, or remove the rule");
      case SHADOWED ->
          Finding.of(
              another ? Code.NEVER_MATCHES : Code.REDUNDANT,
              rule.position(),
              what + " never matches: " + by(policy, covering, rule.position(), "before"),
              another
                  ? "The first rule that matches wins; what this one says, "
                      + rule.action()
                      + ", never happens."
                  : "The first rule that matches wins, and it says the same.",
              another ? "put it first, or remove it" : "remove it");
      default ->
          Finding.of(
              Code.REDUNDANT,
              rule.position(),
              what + " changes nothing: " + by(policy, covering, rule.position(), "the same"),
              "Every call gets the same action without it.",
              "remove it");
    };
  }

  /** {@return which rules decide in place of one} */
  private static String by(Policy policy, Set<Integer> covering, Position from, String how) {
    if (covering.isEmpty()) {
      return "the default action decides " + how;
    }
    Set<String> lines = new LinkedHashSet<>();
    covering.forEach(i -> lines.add(Words.line(policy.rules().get(i).position(), from)));
    return lines.size() == 1
        ? "the rule in " + Words.and(lines) + " decides " + how
        : "the rules in " + Words.and(lines) + " decide " + how;
  }
}
