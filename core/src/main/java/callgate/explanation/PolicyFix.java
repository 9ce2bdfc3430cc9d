package callgate.explanation;

import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.PolicyMeaning;
import callgate.format.Document;
import callgate.format.Formats;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Reading;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Condition;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A policy's own text with changes in it: as little of it is changed as can be, and what it means
 * is proven by reading it back.
 *
 * @param text the whole text
 * @param changes how many there are: one may make others needless
 * @param notes what its author should know, such as that comments are lost
 */
public record PolicyFix(String text, int changes, List<String> notes) {
  public PolicyFix {
    notes = List.copyOf(notes);
  }

  /**
   * {@return a text with changes, one after the other}
   *
   * @param document the policy as it is; what file names in it are relative to is where the new
   *     text will be
   * @param options how it is read
   * @throws BadInput where a change can't be written down in that format
   */
  public static PolicyFix of(
      PolicyFormat format, Document document, ReadOptions options, List<PolicyChange> changes) {
    Document current = Formats.policy(document);
    Set<String> notes = new LinkedHashSet<>();
    int made = 0;
    for (PolicyChange change : changes) {
      Policy policy = format.read(current, options).policy();
      if (isNeedless(policy, change)) {
        continue;
      }
      made++;
      current = current.withText(changed(format, current, options, policy, change, notes));
    }
    return new PolicyFix(current.placedIn(document), made, new ArrayList<>(notes));
  }

  /** {@return whether a change lets nothing through that an earlier one does not} */
  private static boolean isNeedless(Policy policy, PolicyChange change) {
    Diagrams diagrams = new Diagrams();
    return Comparison.of(
            PolicyMeaning.of(policy, diagrams),
            PolicyMeaning.of(change.applyTo(policy), diagrams),
            false)
        .isEmpty();
  }

  private static String changed(
      PolicyFormat format,
      Document document,
      ReadOptions options,
      Policy policy,
      PolicyChange change,
      Set<String> notes) {
    Optional<String> exactly = changed(format, document, options, policy, change, notes, true);
    Optional<PolicyChange> wider = widened(change);
    return exactly
        .or(() ->
            wider.flatMap(whole -> {
              Optional<String> text =
                  changed(format, document, options, policy, whole, notes, false);
              text.ifPresent(_ ->
                  notes.add(
                      "in this format "
                          + calls(change)
                          + " can't be allowed with these arguments alone: it is allowed with any"));
              return text;
            }))
        .orElseThrow(() ->
            new BadInput(
                Position.of(document.name()),
                "this change can't be written down in the format "
                    + format.name()
                    + "; callgate convert --to callgate first"));
  }

  /**
   * {@return a change that lets a call through whatever its arguments, where this one tests them}
   */
  private static Optional<PolicyChange> widened(PolicyChange change) {
    return change instanceof PolicyChange.AddRule(Rule rule)
            && !rule.condition().equals(Condition.ALWAYS)
        ? Optional.of(new PolicyChange.AddRule(rule.when(Condition.ALWAYS)))
        : Optional.empty();
  }

  private static String calls(PolicyChange change) {
    return change instanceof PolicyChange.AddRule(Rule rule)
            && rule.calls().getFirst() instanceof Calls.Named(String name)
        ? name
        : "the call";
  }

  private static Optional<String> changed(
      PolicyFormat format,
      Document document,
      ReadOptions options,
      Policy policy,
      PolicyChange change,
      Set<String> notes,
      boolean anew) {
    Policy wanted = change.applyTo(policy);
    List<String> candidates =
        switch (change) {
          case PolicyChange.AddRule(var rule) -> format.withRule(document, policy, wanted, rule);
          case PolicyChange.AddAbi(var abi) -> format.withAbi(document, policy, abi);
        };
    int warnings = format.read(document, options).warnings().size();
    for (boolean exactly : new boolean[] {true, false}) {
      for (String candidate : candidates) {
        if (means(format, document.withText(candidate), options, wanted, warnings, exactly)) {
          if (!exactly) {
            notes.add("some calls that are stopped are now stopped with another error");
          }
          return Optional.of(candidate);
        }
      }
    }
    if (!anew || !format.isAlone() || !document.stream().isEmpty()) {
      return Optional.empty();
    }
    Rendering whole = format.write(wanted, WriteOptions.DEFAULT.withRuntime(options.runtime()));
    Document written = document.withText(whole.text());
    if (!means(format, written, options, wanted, Integer.MAX_VALUE, false)) {
      return Optional.empty();
    }
    notes.add("the whole policy is written anew: its comments and its layout are lost");
    return Optional.of(whole.text());
  }

  /**
   * {@return whether a text means a policy}
   *
   * @param warnings as many as there may be: what a reader skips is none of the text's meaning
   * @param exactly whether calls that are stopped have to be stopped in the same way
   */
  private static boolean means(
      PolicyFormat format,
      Document document,
      ReadOptions options,
      Policy wanted,
      int warnings,
      boolean exactly) {
    try {
      Reading reading = format.read(document, options);
      Policy back = reading.policy();
      Diagrams diagrams = new Diagrams();
      return reading.warnings().size() <= warnings
          && back.flags().equals(wanted.flags())
          && Comparison.of(
                  PolicyMeaning.of(wanted, diagrams), PolicyMeaning.of(back, diagrams), !exactly)
              .isEmpty();
    } catch (BadInput e) {
      return false;
    }
  }
}
