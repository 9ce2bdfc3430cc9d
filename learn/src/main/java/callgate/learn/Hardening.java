package callgate.learn;

import callgate.bpf.CompileOptions;
import callgate.bpf.Cost;
import callgate.bpf.FilterCompiler;
import callgate.bpf.ProvenFilter;
import callgate.policy.Policy;
import callgate.syscall.KernelVersion;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What a recording leads to: a policy, its proven filter, and what that costs.
 *
 * @param notes what the author of the policy should know about it
 */
public record Hardening(Policy policy, List<String> notes, ProvenFilter filter, Cost cost) {
  public Hardening {
    notes = List.copyOf(notes);
  }

  /**
   * {@return the smallest policy that allows what was seen, as a filter that is fast for it}
   *
   * @param name what messages call the policy
   * @param values whether to allow only the values of arguments that were seen
   * @param change what to make of the policy before it is compiled
   * @throws callgate.bpf.ProofFailed when the filter is not the policy; a defect of the compiler
   */
  public static Hardening of(
      Evidence evidence,
      String name,
      boolean values,
      UnaryOperator<PolicySynthesis.Result> change) {
    KernelVersion kernel = KernelVersion.running();
    PolicySynthesis.Result learned =
        change.apply(PolicySynthesis.of(evidence, name, values, kernel));
    Policy policy = learned.policy();
    CompileOptions options = CompileOptions.DEFAULT.with(evidence.mix().weights());
    ProvenFilter filter = FilterCompiler.compile(policy, options);
    Cost cost = Cost.of(filter.program(), policy.abis(), kernel, evidence.mix());
    return new Hardening(policy, learned.notes(), filter, cost);
  }
}
