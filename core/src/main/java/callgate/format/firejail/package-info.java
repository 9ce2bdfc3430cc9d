/**
 * Firejail's profiles: what firejail(1) and firejail-profile(5) say of system calls in them.
 *
 * <pre>
 * seccomp !chroot,unlinkat:ENOENT     the default list and more, or with exceptions
 * seccomp.drop @clock,mkdir           these only
 * seccomp.keep read,write,...         everything else is stopped
 * seccomp-error-action kill
 * protocol unix,inet,inet6
 * memory-deny-write-execute
 * restrict-namespaces
 * </pre>
 *
 * <p>Each line makes a filter; a profile means all of them together.
 */
@NullMarked
package callgate.format.firejail;

import org.jspecify.annotations.NullMarked;
