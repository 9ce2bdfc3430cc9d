package callgate.kernel;

/**
 * The system calls that this package makes itself, with their numbers on x86_64 and in the generic
 * table (include/uapi/asm-generic/unistd.h), which aarch64 has.
 */
enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  MMAP(9, 222),
  MPROTECT(10, 226),
  MUNMAP(11, 215),
  RT_SIGACTION(13, 134),
  RT_SIGPROCMASK(14, 135),
  IOCTL(16, 29),
  SOCKET(41, 198),
  RECVFROM(45, 207),
  BIND(49, 200),
  SETSOCKOPT(54, 208),
  CONNECT(42, 203),
  SENDTO(44, 206),
  EXECVE(59, 221),
  WAIT4(61, 260),
  KILL(62, 129),
  FCNTL(72, 25),
  PTRACE(101, 117),
  SYSLOG(103, 116),
  SETSID(112, 157),
  PRCTL(157, 167),
  GETTID(186, 178),
  FUTEX(202, 98),
  TGKILL(234, 131),
  WAITID(247, 95),
  OPENAT(257, 56),
  FACCESSAT(269, 48),
  PPOLL(271, 73),
  PROCESS_VM_READV(310, 270),
  SECCOMP(317, 277),
  BPF(321, 280),
  STATX(332, 291),
  PIDFD_OPEN(434, 434),
  CLOSE_RANGE(436, 436);

  private final int x86;
  private final int generic;

  SystemCall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  /** {@return its number on the machine that this JVM runs on} */
  int number() {
    return MachineCode.Machine.CURRENT == MachineCode.Machine.X86_64 ? x86 : generic;
  }

  /**
   * Makes the call on the current OS thread, blocking as long as the kernel does.
   *
   * @param arguments up to six; missing ones are 0; memory they point to must outlive the call
   * @return its result; a negative one is an errno, negated
   */
  long call(long... arguments) {
    MachineCode code = MachineCode.mapped();
    return code.run(
        code.call(),
        number(),
        argument(arguments, 0),
        argument(arguments, 1),
        argument(arguments, 2),
        argument(arguments, 3),
        argument(arguments, 4),
        argument(arguments, 5));
  }

  /** {@return its name as C programs spell it} */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  private static long argument(long[] arguments, int index) {
    return index < arguments.length ? arguments[index] : 0;
  }
}
