/**
 * Privilege files of oidc-agent: lists of calls, one a line, in a directory, and components that
 * are made of some of them.
 *
 * <pre>
 * # print.priv
 * include memory                     # the calls of memory.priv too
 * write fd=1,2                       # enforced: an argument and its values,
 * prctl option=PR_SET_PDEATHSIG      #
 * mprotect (prot &amp; PROT_EXEC) == 0   # or a formula
 * open /etc/localtime                # not enforced, which is told
 * </pre>
 *
 * <pre>
 * # components.yaml, in the directory, or DIRECTORY.yaml beside it
 * default: kill_process              # what all other calls get; kill_thread without this line
 * families: true                     # each call stands for all that do the same job
 * includes:
 *   general: [memory, print]
 * oidc-token: [general, logging, socket]
 * oidc-add: [general, { read: { unless: [-x, --lock] } }]
 * oidc-agent: [general, { kill: { with: [-k, --kill] } }]
 * </pre>
 *
 * A component is named after the directory, with the options that its program is started with:
 * {@code DIRECTORY:oidc-token}, {@code 'DIRECTORY:oidc-agent -k'}. oidc-agent itself reads the
 * first word of each line and knows neither comments nor includes.
 */
@NullMarked
package callgate.format.oidc;

import org.jspecify.annotations.NullMarked;
