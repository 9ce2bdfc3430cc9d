/**
 * Watches a whole machine, live: who installs which filter, and what filters stop.
 *
 * <p>Sources (eBPF, the audit system) make {@link callgate.watch.Sighting}s; an {@link
 * callgate.watch.EventFilter} chooses among them; a format writes each on one line.
 */
@NullMarked
package callgate.watch;

import org.jspecify.annotations.NullMarked;
