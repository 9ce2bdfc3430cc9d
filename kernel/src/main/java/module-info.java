/**
 * Everything that touches Linux: installing filters, spawning, user notification, ptrace, /proc.
 */
module callgate.kernel {
  requires static transitive org.jspecify;
  requires transitive callgate.core;
  requires jdk.unsupported;

  exports callgate.kernel;
}
