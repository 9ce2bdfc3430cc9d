/** Everything that touches Linux, through java.lang.foreign. */
@NullMarked
package callgate.kernel;

import org.jspecify.annotations.NullMarked;
