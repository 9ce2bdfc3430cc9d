/**
 * Programs that are watched while they run: which of their calls a policy stops, or would stop, and
 * what the sandbox around them does to them.
 */
@NullMarked
package callgate.live;

import org.jspecify.annotations.NullMarked;
