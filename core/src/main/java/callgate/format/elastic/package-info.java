/**
 * Policies of Elastic's go-seccomp-bpf, as they stand in its own files, in the configuration of a
 * Beat, and in Go source.
 *
 * <pre>
 * seccomp:                        # or with dots: seccomp.default_action: errno
 *   default_action: errno         # kill_process kill_thread trap errno trace log allow
 *   syscalls:                     # groups; the first with the call decides
 *   - action: allow
 *     names: [read, write]
 *     names_with_args:            # entries for one call are alternatives
 *     - name: clone
 *       arguments:                # all of them hold
 *       - argument: 0
 *         operation: BitsNotSet   # Equal NotEqual GreaterThan LessThan GreaterOrEqual
 *         value: 0x10000000       # LessOrEqual, BitsSet (any of them), BitsNotSet (none of them)
 * </pre>
 *
 * A policy is for the ABI of the program that loads it. Calls of other ABIs get the default action,
 * those of x32 {@code ENOSYS} (filter.go).
 */
@NullMarked
package callgate.format.elastic;

import org.jspecify.annotations.NullMarked;
