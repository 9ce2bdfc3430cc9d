/**
 * What seccomp policies and filters mean, without touching a kernel: system call tables, policies,
 * exact decisions, the compiler with its proof, and the formats that policies are written in.
 */
module callgate.core {
  requires static transitive org.jspecify;
  requires tools.jackson.core;
  requires org.snakeyaml.engine;

  exports callgate.syscall;
  exports callgate.policy;
  exports callgate.decision;
  exports callgate.bpf;
  exports callgate.format;
  exports callgate.simulation;
  exports callgate.lint;
  exports callgate.explanation;
}
