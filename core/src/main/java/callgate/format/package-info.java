/** One small class a format, each reading or writing policies. */
@NullMarked
package callgate.format;

import org.jspecify.annotations.NullMarked;
