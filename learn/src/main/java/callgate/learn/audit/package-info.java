/**
 * Records of the kernel's audit system in all the forms in which they reach people: in the files of
 * auditd, from ausearch, in kernel logs and journals, and from the kernel itself.
 */
@NullMarked
package callgate.learn.audit;

import org.jspecify.annotations.NullMarked;
