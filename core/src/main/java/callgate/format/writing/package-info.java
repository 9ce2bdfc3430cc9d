/**
 * What formats have in common when they write: a policy call by call, as unconditional actions and
 * ORs of ANDs of argument tests. A format says in a {@link callgate.format.writing.Dialect} what it
 * can say; a {@link callgate.format.writing.Draft} is the policy in these words, and lists what is
 * lost. A draft never lets a call through that the policy stops, unless that is asked for.
 */
@NullMarked
package callgate.format.writing;

import org.jspecify.annotations.NullMarked;
