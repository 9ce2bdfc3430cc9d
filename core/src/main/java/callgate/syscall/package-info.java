/**
 * The kernel's interface as data: ABIs, the number of each system call on each of them, what its
 * arguments are, which kernel introduced it, and the groups and families that people think in.
 * Nothing here decides anything.
 */
@NullMarked
package callgate.syscall;

import org.jspecify.annotations.NullMarked;
