package callgate.live;

import callgate.decision.Call;
import callgate.live.Sandbox.Tried;
import callgate.live.Sandbox.TriedCall;
import callgate.policy.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Where a sandbox does something else with a call that was tried than a policy would. */
public record SandboxComparison(long tried, List<Difference> differences) {
  public SandboxComparison {
    differences = List.copyOf(differences);
  }

  /**
   * A call that shows it.
   *
   * @param policy what the policy does
   */
  public record Difference(Tried abi, TriedCall call, Action policy) {}

  /**
   * {@return the differences}
   *
   * @param policy what it does with a call
   */
  public static SandboxComparison of(Sandbox sandbox, Function<Call, Action> policy) {
    List<Difference> differences = new ArrayList<>();
    long tried = 0;
    for (Tried abi : sandbox.abis()) {
      for (TriedCall call : abi.calls()) {
        tried++;
        Action action = policy.apply(call.call());
        if (!AnswerWords.agrees(call.answer(), action)) {
          differences.add(new Difference(abi, call, action));
        }
      }
    }
    return new SandboxComparison(tried, differences);
  }

  /** {@return whether there are none} */
  static boolean agrees(Sandbox sandbox, Function<Call, Action> policy) {
    return sandbox.abis().stream()
        .flatMap(abi -> abi.calls().stream())
        .allMatch(call -> AnswerWords.agrees(call.answer(), policy.apply(call.call())));
  }

  public boolean isEqual() {
    return differences.isEmpty();
  }
}
