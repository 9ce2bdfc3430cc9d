/**
 * Filters as parts of programs: the bytes that the kernel takes, and tables in the source of
 * programs in several languages. What is written is read back, to prove it.
 */
@NullMarked
package callgate.format.embedded;

import org.jspecify.annotations.NullMarked;
