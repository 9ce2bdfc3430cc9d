/**
 * The section {@code seccomp} of the manifests of Northstar, a container runtime for embedded
 * systems.
 *
 * <pre>
 * seccomp:
 *   profile: default            # what builtin:northstar allows for the manifest's capabilities
 *   allow:
 *     getpid: any
 *     delete_module: !args      # or, for older versions: { args: { ... } }
 *       index: 1
 *       values: [1]             # one of these,
 *       mask: 0x06              # or no bit beside these
 * </pre>
 */
@NullMarked
package callgate.format.northstar;

import org.jspecify.annotations.NullMarked;
