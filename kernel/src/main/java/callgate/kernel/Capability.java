package callgate.kernel;

/** The capabilities that matter here, with their bits (include/uapi/linux/capability.h). */
enum Capability {
  CAP_SYS_PTRACE(19),
  CAP_SYS_ADMIN(21),
  CAP_AUDIT_CONTROL(30),
  CAP_AUDIT_READ(37),
  CAP_PERFMON(38),
  CAP_BPF(39);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** {@return whether a thread may use it} */
  boolean isEffective(ThreadStatus status) {
    return ((status.mask("CapEff") >>> bit) & 1) != 0;
  }
}
