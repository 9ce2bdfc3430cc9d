package callgate.simulation;

import callgate.bpf.Interpreter;
import callgate.policy.Action;

/**
 * What happens to a call.
 *
 * @param action what the kernel does with it
 * @param decision what in the policy says so
 * @param trace its way through the filter
 */
public record Outcome(Action action, Decision decision, Interpreter.Trace trace) {}
