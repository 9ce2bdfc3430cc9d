/**
 * What is wrong with a policy or a filter, or will be: holes, rules that do nothing, denials that
 * break programs, and calls that undo the sandbox.
 *
 * <p>Each {@link callgate.lint.Check} answers one question about a {@link callgate.lint.Subject},
 * and asks it of the exact meaning, never of the text: a call that is let through only with
 * harmless arguments is no finding, and every finding about what is let through comes with a {@link
 * callgate.lint.Witness}. What changes from one release of a C library, of the JDK or of Linux to
 * the next is data, in {@code library-calls.txt}.
 */
@NullMarked
package callgate.lint;

import org.jspecify.annotations.NullMarked;
