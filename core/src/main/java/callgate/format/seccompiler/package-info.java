/**
 * The JSON of seccompiler, which Firecracker and Cloud Hypervisor use: a filter for each of a
 * program's threads.
 *
 * <pre>
 * { "vmm": {
 *     "mismatch_action": { "errno": 1 },
 *     "match_action": "allow",
 *     "filter": [
 *       { "syscall": "read" },
 *       { "syscall": "socket",
 *         "args": [ { "index": 0, "type": "dword", "op": "eq", "val": 1, "comment": "AF_UNIX" } ] }
 *     ] } }
 * </pre>
 *
 * <p>A filter has two actions: one for calls that a rule matches, and one for all others.
 */
@NullMarked
package callgate.format.seccompiler;

import org.jspecify.annotations.NullMarked;
