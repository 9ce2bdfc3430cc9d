package callgate.lint;

import callgate.decision.Call;
import callgate.decision.CallText;
import callgate.policy.Action;
import callgate.syscall.Abi;

/**
 * A call that shows a finding.
 *
 * @param abi whose call it is
 * @param action what the policy does with it
 */
public record Witness(Abi abi, Call call, Action action) {
  /** {@return the call as people write it, such as {@code socket(0x100000028, 1, 0)}} */
  public String text() {
    return CallText.of(call);
  }

  /** {@return such as {@code x86_64: ptrace(0x10, 0, 0, 0) gets ALLOW}} */
  @Override
  public String toString() {
    return abi.token() + ": " + text() + " gets " + action;
  }
}
