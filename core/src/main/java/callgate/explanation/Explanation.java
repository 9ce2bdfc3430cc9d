package callgate.explanation;

import callgate.decision.Call;
import java.util.List;
import java.util.Optional;

/**
 * Why a call was stopped, and what to do about it.
 *
 * @param violation the call
 * @param policy what messages call the policy; empty when there is none
 * @param deciding the parts of the policy that may have decided: one where all is known that
 *     matters
 * @param doubt why the policy is not, or may not be, what stopped the call; empty when it is
 * @param allowedWhen for which arguments the policy does let the same call through, as a formula;
 *     empty when for none, or when that is not to the point
 * @param nearest the call most like this one that the policy lets through
 * @param relatives calls that do the same job and that the policy lets through
 * @param suggestions what would help: the first is the smallest change that lets exactly this call
 *     through
 * @param notes what else there is to know
 */
public record Explanation(
    Violation violation,
    String policy,
    List<Deciding> deciding,
    String doubt,
    String allowedWhen,
    Optional<Call> nearest,
    List<String> relatives,
    List<Suggestion> suggestions,
    List<String> notes) {
  public Explanation {
    deciding = List.copyOf(deciding);
    relatives = List.copyOf(relatives);
    suggestions = List.copyOf(suggestions);
    notes = List.copyOf(notes);
  }

  /** {@return the smallest change that lets exactly this call through} */
  public Optional<Suggestion> fix() {
    return suggestions.stream().findFirst();
  }

  /** {@return whether the policy does with the call what the program got} */
  public boolean agrees() {
    return violation.received().isEmpty()
        || deciding.stream().anyMatch(part -> violation.received().get().mayBe(part.action()));
  }

  /** {@return whether the policy lets the call through, whatever is not known of it} */
  public boolean isLet() {
    return !deciding.isEmpty() && deciding.stream().allMatch(part -> part.action().lets());
  }
}
