/** The callgate command: one small class a subcommand. */
@NullMarked
package callgate.cli;

import org.jspecify.annotations.NullMarked;
