/**
 * The settings of systemd units that are about system calls (systemd.exec(5), "System Call
 * Filtering"):
 *
 * <pre>
 * [Service]
 * SystemCallFilter=@system-service       # an allow list: others kill the process
 * SystemCallFilter=~@resources @privileged mount:EPERM
 * SystemCallErrorNumber=EPERM            # instead of killing
 * SystemCallArchitectures=native
 * SystemCallLog=~@system-service
 * </pre>
 *
 * <p>The first line since the last empty one decides whether calls are listed that are allowed, or
 * with {@code ~} that are not; later lines add to the list or take away from it.
 */
@NullMarked
package callgate.format.systemd;

import org.jspecify.annotations.NullMarked;
