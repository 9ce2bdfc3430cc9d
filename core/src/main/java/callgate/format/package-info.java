/**
 * The formats that policies are written in. A format is one {@link callgate.format.PolicyFormat};
 * {@link callgate.format.Formats} lists them; {@link callgate.format.PolicySource} turns what a
 * user wrote on a command line into a policy.
 */
@NullMarked
package callgate.format;

import org.jspecify.annotations.NullMarked;
