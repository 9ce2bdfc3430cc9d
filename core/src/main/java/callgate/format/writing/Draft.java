package callgate.format.writing;

import callgate.format.Rendering.Loss;
import callgate.policy.Action;
import callgate.policy.FilterFlag;
import callgate.policy.Policy;
import callgate.syscall.Abi;
import java.util.List;
import java.util.Set;

/**
 * A policy in the words of a format.
 *
 * @param policy what it was made of, for the ABIs of the draft
 * @param abis what it is about
 * @param calls in alphabetical order; others get the default action
 * @param losses what the format can't say
 * @param notes differences in how a call is stopped, never in whether
 */
public record Draft(
    Policy policy,
    List<Abi> abis,
    Action defaultAction,
    Set<FilterFlag> flags,
    List<CallDraft> calls,
    List<Loss> losses,
    List<String> notes) {
  public Draft {
    abis = List.copyOf(abis);
    flags = Set.copyOf(flags);
    calls = List.copyOf(calls);
    losses = List.copyOf(losses);
    notes = List.copyOf(notes);
  }

  /** {@return the names of calls that always get an action, in alphabetical order} */
  public List<String> always(Action action) {
    return calls.stream()
        .filter(call -> call.isAlways() && call.cases().getFirst().action().equals(action))
        .map(CallDraft::name)
        .toList();
  }

  /** {@return the actions that calls always get, from the one that lets through to the hardest} */
  public List<Action> actions() {
    return calls.stream()
        .filter(CallDraft::isAlways)
        .map(call -> call.cases().getFirst().action())
        .distinct()
        .sorted((a, b) -> b.kind().compareTo(a.kind()))
        .toList();
  }

  /** {@return the calls with conditions} */
  public List<CallDraft> conditional() {
    return calls.stream().filter(call -> !call.isAlways()).toList();
  }
}
