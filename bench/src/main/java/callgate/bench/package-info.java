/** What Callgate costs, measured; beside other compilers where these are to be had. */
@NullMarked
package callgate.bench;

import org.jspecify.annotations.NullMarked;
