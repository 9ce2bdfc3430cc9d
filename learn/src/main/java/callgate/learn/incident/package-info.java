/**
 * Calls that filters stopped, as logs, core dumps and the kernel's own messages tell of them.
 *
 * <p>All that they say of a program, its name, its path, its arguments, was chosen by that program:
 * who shows it has to escape it.
 */
@NullMarked
package callgate.learn.incident;

import org.jspecify.annotations.NullMarked;
