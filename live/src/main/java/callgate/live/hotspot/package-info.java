/**
 * The Java frames of a thread that stands still, read from the memory of its HotSpot VM, which is
 * not asked: a VM that is stopped, dying, or too confined for an answer can be read all the same.
 * Where its data are it tells debuggers itself, by tables that it exports ({@code vmStructs.hpp}).
 */
@NullMarked
package callgate.live.hotspot;

import org.jspecify.annotations.NullMarked;
