/** Evidence in, policy out. */
@NullMarked
package callgate.learn;

import org.jspecify.annotations.NullMarked;
