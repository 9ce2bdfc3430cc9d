/**
 * Why a call was stopped, and what to do about it: which rule or default decided, what the policy
 * does allow, and the smallest change that lets the call through, with what else that would allow.
 *
 * <p>{@link callgate.explanation.Explainer} judges a {@link callgate.explanation.Violation}, of
 * which a source may know much or little: an audit record tells no arguments, a core dump tells all
 * of them. What is not known is never guessed: where it matters, every possible reason is given
 * with its condition.
 */
@NullMarked
package callgate.explanation;

import org.jspecify.annotations.NullMarked;
