package callgate.decision;

import callgate.policy.Action;
import callgate.policy.Policy;
import java.util.List;

/**
 * Policies as sets of calls that they let through: exact, with conditions on arguments. The results
 * keep the rules of the operands, with their reasons and positions, wherever a rule still says the
 * right thing; all else is written anew; nothing is said twice.
 *
 * <p>What happens to a call that is stopped follows the order of actions, from the strictest:
 * {@code KILL_PROCESS}, {@code KILL_THREAD}, {@code TRAP}, {@code ERRNO}, {@code USER_NOTIF},
 * {@code TRACE}, {@code LOG}, {@code ALLOW}, which is the kernel's precedence; of two with other
 * data, such as two errnos, the first operand's.
 */
public final class SetOperations {
  private static final int EPERM = 1;

  private SetOperations() {}

  /**
   * {@return a policy that lets through what any of them does: each call gets the least strict of
   * their actions}
   *
   * @param name what messages call the result
   * @param operands at least one, in one store
   */
  public static Policy merge(String name, List<Operand> operands) {
    return fold(name, operands, SetOperations::milder);
  }

  /**
   * {@return a policy that lets through what all of them do: each call gets the strictest of their
   * actions}
   *
   * @param name what messages call the result
   * @param operands at least one, in one store
   */
  public static Policy intersect(String name, List<Operand> operands) {
    return fold(name, operands, SetOperations::stricter);
  }

  /**
   * {@return a policy that lets through what the first operand does and no other} Calls that the
   * first one stops keep its action; those that are taken away from it get its default action, or
   * {@code ERRNO(EPERM)} where its default lets calls through.
   *
   * @param name what messages call the result
   * @param operands at least one, in one store
   */
  public static Policy subtract(String name, List<Operand> operands) {
    Operand first = operands.getFirst();
    Action usual = usual(first, name);
    Action taken = usual.lets() ? Action.errno(EPERM) : usual;
    return fold(name, operands, (a, b) -> a.lets() && b.lets() ? taken : a);
  }

  private static Action usual(Operand operand, String name) {
    return operand
        .policy()
        .orElseGet(() -> new HeaderSearch(operand.meaning(), name, List.of()).find())
        .defaultAction();
  }

  private static Policy fold(
      String name, List<Operand> operands, LeafOperation.OnActions operation) {
    List<Policy> authors = Operand.authors(operands);
    Meaning meaning = operands.getFirst().meaning();
    try {
      for (Operand operand : operands.subList(1, operands.size())) {
        meaning = LeafOperation.combine(meaning, operand.meaning(), operation);
      }
    } catch (TooComplex e) {
      throw e.together(authors);
    }
    return Decompiler.decompile(meaning, name, authors);
  }

  /** {@return the action that wins in a stack of filters, the first of equals} */
  static Action stricter(Action first, Action second) {
    return second.kind().compareTo(first.kind()) < 0 ? second : first;
  }

  /** {@return the action that loses in a stack of filters, the first of equals} */
  static Action milder(Action first, Action second) {
    return second.kind().compareTo(first.kind()) > 0 ? second : first;
  }
}
