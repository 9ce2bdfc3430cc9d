/**
 * Minijail's policies: one call a line, with conditions in disjunctive normal form.
 *
 * <pre>
 * &#64;default kill-process
 * &#64;include ./base.policy
 * read: allow
 * {open, openat}: return EACCES
 * ioctl[arch=x86_64]: arg1 == TCGETS || arg1 == TIOCGWINSZ
 * socket: { arg0 in AF_UNIX; allow, return EAFNOSUPPORT }
 * </pre>
 *
 * <p>Two programs read them, and understand them differently: {@code minijail0 -S} (minijail0(5)),
 * and {@code compile_seccomp_policy.py}, which knows more and makes the filters for {@code
 * --seccomp-bpf-binary}. See {@link callgate.format.minijail.Tool}.
 */
@NullMarked
package callgate.format.minijail;

import org.jspecify.annotations.NullMarked;
