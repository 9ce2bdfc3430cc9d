package callgate.explanation;

import callgate.decision.CallText;
import callgate.format.Actions;
import callgate.lint.Words;
import callgate.policy.Rule;
import callgate.simulation.Decision;
import java.util.List;

/**
 * Writes an explanation for people: a few lines, each after a word that says what it is about.
 *
 * <pre>
 * why:  no rule of agent.yaml lists it, so it gets the default: kill_thread
 * let:  stat and lstat do the same job and are let through
 * fix:  allow newfstatat
 *         allow: [newfstatat]
 *       this lets through newfstatat with any arguments on x86_64
 * </pre>
 */
public final class ExplanationText {
  private static final String INDENT = "      ";

  private final Explanation explanation;
  private final StringBuilder out = new StringBuilder();

  private ExplanationText(Explanation explanation) {
    this.explanation = explanation;
  }

  /** {@return the lines, each with its end} Nothing in them needs to be escaped. */
  public static String of(Explanation explanation) {
    ExplanationText text = new ExplanationText(explanation);
    text.write();
    return text.out.toString();
  }

  /** {@return what decided a call, in a sentence} */
  public static String of(Deciding part, String policy) {
    String action = Actions.text(part.action());
    Decision decision = part.decision();
    if (decision instanceof Decision.ByRule(Rule rule)) {
      return "the rule at "
          + rule.position()
          + " gives it "
          + action
          + (rule.reason().isEmpty() ? "" : " (" + rule.reason() + ")");
    }
    if (decision instanceof Decision.ByAge) {
      return "the call is newer than " + policy + ", and such calls get " + action;
    }
    if (decision instanceof Decision.ByDefault) {
      return "no rule of " + policy + " matches it, so it gets the default: " + action;
    }
    return decision instanceof Decision.ByForeignAbi
        ? policy + " is not about this ABI, and all its calls get " + action
        : "the filter " + policy + " gives it " + action;
  }

  private void write() {
    why();
    line("but:", explanation.doubt());
    let();
    for (int i = 0; i < explanation.suggestions().size(); i++) {
      suggestion(i == 0 ? "fix:" : "or:", explanation.suggestions().get(i));
    }
    explanation.notes().forEach(note -> line("note:", note));
  }

  private void why() {
    List<Deciding> parts = explanation.deciding();
    if (parts.size() == 1 && parts.getFirst().when().isEmpty()) {
      line("why:", of(parts.getFirst(), explanation.policy()));
      return;
    }
    if (parts.size() == 1) {
      line("why:", of(parts.getFirst(), explanation.policy()));
      line("", "that is so when " + parts.getFirst().when());
      return;
    }
    if (!parts.isEmpty()) {
      line("why:", "one of these; which one depends on arguments that are not known:");
      for (Deciding part : parts) {
        line("", "- " + of(part, explanation.policy()));
        line("", "  when " + part.when());
      }
    }
  }

  private void let() {
    String call = explanation.violation().name().orElseGet(() -> explanation.violation().text());
    if (!explanation.allowedWhen().isEmpty() && !explanation.allowedWhen().equals("...")) {
      line("let:", call + " is let through when " + explanation.allowedWhen());
    }
    explanation
        .nearest()
        .ifPresent(
            nearest -> line("let:", "the nearest call let through: " + CallText.of(nearest)));
    if (!explanation.relatives().isEmpty()) {
      boolean one = explanation.relatives().size() == 1;
      line(
          "let:",
          Words.and(explanation.relatives())
              + (one ? " does the same job and is" : " do the same job and are")
              + " let through");
    }
  }

  private void suggestion(String word, Suggestion suggestion) {
    String because = suggestion.because().isEmpty() ? "" : ": " + suggestion.because();
    line(word, suggestion.title() + because);
    line("", "  " + suggestion.entry());
    if (suggestion.lets().isEmpty()) {
      line("", "this lets nothing new through");
    }
    suggestion.lets().forEach(sentence -> line("", "this lets through " + sentence));
    suggestion.risks().forEach(risk -> line("", "beware: " + risk));
  }

  private void line(String word, String text) {
    if (!text.isEmpty()) {
      out.append(word);
      out.repeat(' ', INDENT.length() - word.length());
      out.append(text).append('\n');
    }
  }
}
