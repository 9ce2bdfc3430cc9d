package callgate.explanation;

import java.util.List;

/**
 * A change that would help.
 *
 * @param change what to change
 * @param title what it does, such as {@code allow newfstatat}
 * @param entry how Callgate's own format says it, such as {@code allow: [newfstatat]}
 * @param because why that may be the better choice; empty where it needs no reason
 * @param lets what it lets through that was stopped before, exactly, a sentence for each difference
 * @param risks what a linter says of the policy after the change that it did not say before
 */
public record Suggestion(
    PolicyChange change,
    String title,
    String entry,
    String because,
    List<String> lets,
    List<String> risks) {
  public Suggestion {
    lets = List.copyOf(lets);
    risks = List.copyOf(risks);
  }
}
