package callgate.format.writing;

import callgate.policy.Action;
import callgate.policy.Position;
import java.util.List;

/**
 * What happens to the calls of one name, where that is not the default action.
 *
 * @param cases in the order of the policy
 * @param position where the first rule about it stands
 * @param reason the reason that all rules about it share, or empty
 */
public record CallDraft(String name, List<Case> cases, Position position, String reason) {
  public CallDraft {
    cases = List.copyOf(cases);
  }

  /**
   * An action and when the call gets it.
   *
   * @param alternatives an OR of ANDs; one without tests always holds
   */
  public record Case(Action action, List<List<ArgumentTest>> alternatives) {
    public Case {
      alternatives = List.copyOf(alternatives);
    }

    static Case always(Action action) {
      return new Case(action, List.of(List.of()));
    }

    /** {@return whether it holds whatever the arguments are} */
    public boolean isAlways() {
      return alternatives.size() == 1 && alternatives.getFirst().isEmpty();
    }

    /** {@return whether it never holds} */
    boolean isNever() {
      return alternatives.isEmpty();
    }
  }

  /** {@return whether one action goes for it whatever the arguments are} */
  public boolean isAlways() {
    return cases.size() == 1 && cases.getFirst().isAlways();
  }
}
