/**
 * Classic BPF as seccomp uses it: instructions, programs, an interpreter, the compiler from
 * meanings to filters, and the symbolic execution that proves its output.
 */
@NullMarked
package callgate.bpf;

import org.jspecify.annotations.NullMarked;
