package callgate.explanation;

import callgate.decision.Comparison;
import callgate.decision.Diagrams;
import callgate.decision.PolicyMeaning;
import callgate.format.Document;
import callgate.format.PolicyFormat;
import callgate.format.ReadOptions;
import callgate.format.Rendering;
import callgate.format.WriteOptions;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
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
    Document current = document;
    Set<String> notes = new LinkedHashSet<>();
    int made = 0;
    for (PolicyChange change : changes) {
      Policy policy = format.read(current, options).policy();
      if (isNeedless(policy, change)) {
        continue;
      }
      made++;
      String text = changed(format, current, options, policy, change, notes);
      current = like(document, text);
    }
    return new PolicyFix(current.text(), made, new ArrayList<>(notes));
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

  private static Document like(Document document, String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return document
        .directory()
        .map(directory -> Document.of(document.name(), bytes, directory))
        .orElseGet(() -> Document.of(document.name(), bytes));
  }

  private static String changed(
      PolicyFormat format,
      Document document,
      ReadOptions options,
      Policy policy,
      PolicyChange change,
      Set<String> notes) {
    Policy wanted = change.applyTo(policy);
    List<String> candidates =
        switch (change) {
          case PolicyChange.AddRule(var rule) -> format.withRule(document, policy, rule);
          case PolicyChange.AddAbi(var abi) -> format.withAbi(document, policy, abi);
        };
    for (boolean exactly : new boolean[] {true, false}) {
      for (String candidate : candidates) {
        if (means(format, like(document, candidate), options, wanted, exactly)) {
          if (!exactly) {
            notes.add("some calls that are stopped are now stopped with another error");
          }
          return candidate;
        }
      }
    }
    Rendering whole = format.write(wanted, WriteOptions.DEFAULT.withRuntime(options.runtime()));
    if (!means(format, like(document, whole.text()), options, wanted, false)) {
      throw new BadInput(
          Position.of(document.name()),
          "this change can't be written down in the format "
              + format.name()
              + "; callgate convert --to callgate first");
    }
    notes.add("the whole policy is written anew: its comments and its layout are lost");
    return whole.text();
  }

  /**
   * {@return whether a text means a policy}
   *
   * @param exactly whether calls that are stopped have to be stopped in the same way
   */
  private static boolean means(
      PolicyFormat format, Document document, ReadOptions options, Policy wanted, boolean exactly) {
    try {
      Policy back = format.read(document, options).policy();
      Diagrams diagrams = new Diagrams();
      return back.flags().equals(wanted.flags())
          && Comparison.of(
                  PolicyMeaning.of(wanted, diagrams), PolicyMeaning.of(back, diagrams), !exactly)
              .isEmpty();
    } catch (BadInput e) {
      return false;
    }
  }
}
