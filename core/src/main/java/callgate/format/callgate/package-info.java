/**
 * Callgate's own format: YAML for people, which can say all that a policy can mean.
 *
 * <pre>
 * callgate: 1
 * arches: [x86_64, x32, x86]       # or by machine: { x86_64: [x32, x86], aarch64: [arm] }
 * default: errno(EPERM)            # known calls that no section lists
 * foreign: kill_process            # calls of other ABIs
 * newer: errno(ENOSYS)             # calls that came after `kernel`; or `default`;
 *                                  # or { action: errno(ENOSYS), above: { x86_64: 471 } }
 * kernel: 6.12
 * flags: [log, spec_allow, wait_killable_recv]
 * extends: [builtin:docker, ./base.yaml]
 * ordered:                         # the first that matches decides, before the sections
 *   - errno(EINVAL): [ { socket: "family == AF_NETLINK" } ]
 * allow:                           # sections: their order means nothing
 *   - read
 *   - ioctl: { cmd: [TCGETS, TIOCGWINSZ] }
 *   - socket: { family: "!= AF_VSOCK" }
 *   - mmap: "(prot &amp; (PROT_WRITE|PROT_EXEC)) != (PROT_WRITE|PROT_EXEC)"
 *   - { names: [chown32, lchown32], on: [x86], reason: "old programs" }
 *   - { numbers: 1000-2000, when: "arg0 == 1" }
 * errno(ENOSYS): [clone3]          # a comment at the end of a line is the reason
 * given:                           # sections that hold only in some surroundings
 *   - { caps: [CAP_SYS_ADMIN], kernel: 4.8, hosts: [x86_64], allow: [mount] }
 * </pre>
 */
@NullMarked
package callgate.format.callgate;

import org.jspecify.annotations.NullMarked;
