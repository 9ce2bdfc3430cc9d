/**
 * What an author means: policies, their rules, actions and conditions, and where in a file each of
 * them stands.
 */
@NullMarked
package callgate.policy;

import org.jspecify.annotations.NullMarked;
