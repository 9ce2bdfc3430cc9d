/**
 * What policies and filters mean, exactly: one canonical form for both, so that equality is
 * identity and every difference has a call that shows it.
 */
@NullMarked
package callgate.decision;

import org.jspecify.annotations.NullMarked;
