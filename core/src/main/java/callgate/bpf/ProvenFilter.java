package callgate.bpf;

import callgate.decision.Meaning;
import callgate.policy.Policy;

/**
 * A filter that was proven to be its policy.
 *
 * @param policy what was compiled
 * @param program the filter
 * @param meaning what both mean
 */
public record ProvenFilter(Policy policy, Program program, Meaning meaning) {}
