package callgate.bpf;

import callgate.decision.Call;
import callgate.policy.Action;

/** A filter does not do what its policy means; the call shows it. Nothing is emitted then. */
public final class ProofFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Call witness;

  ProofFailed(Call witness, Action meant, Action found) {
    super("the filter is not the policy: " + witness + " should be " + meant + " and is " + found);
    this.witness = witness;
  }

  /** {@return a call that the filter decides wrongly} */
  public Call witness() {
    return witness;
  }
}
