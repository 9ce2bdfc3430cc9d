/**
 * What a policy or a filter does with calls that somebody asks about: one of them, with the way to
 * the answer, very many, or those that a file expects something of.
 */
@NullMarked
package callgate.simulation;

import org.jspecify.annotations.NullMarked;
