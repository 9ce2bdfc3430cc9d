/**
 * Kafel's policies, as nsjail and sandboxed-api take them: the first rule that holds decides.
 *
 * <pre>
 * #define AF_UNIX 1
 * POLICY sockets {
 *   ALLOW { socket { family == AF_UNIX }, bind, connect },
 *   ERRNO(97) { socket }
 * }
 * USE sockets
 * DEFAULT KILL
 * </pre>
 *
 * <p>Kafel compares as many bits as its own prototypes of the kernel's calls say, 64 where a call's
 * arguments are named in the policy itself. It compiles for the machine that it runs on.
 */
@NullMarked
package callgate.format.kafel;

import org.jspecify.annotations.NullMarked;
