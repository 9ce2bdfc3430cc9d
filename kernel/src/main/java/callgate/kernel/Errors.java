package callgate.kernel;

import callgate.syscall.Errno;

/**
 * The errnos that this package reacts to, negated as system calls return them
 * (asm-generic/errno.h).
 */
final class Errors {
  static final long EPERM = -1;
  static final long ENOENT = -2;
  static final long ESRCH = -3;
  static final long EINTR = -4;
  static final long ENOEXEC = -8;
  static final long ENOMEM = -12;
  static final long EACCES = -13;
  static final long EFAULT = -14;
  static final long EBUSY = -16;
  static final long ENOTDIR = -20;
  static final long EINVAL = -22;
  static final long ENOSYS = -38;
  static final long EOPNOTSUPP = -95;
  static final long ENOBUFS = -105;
  static final long ECONNREFUSED = -111;

  private Errors() {}

  /** {@return what people read: {@code EACCES}} */
  static String describe(long result) {
    return Errno.name((int) -result).orElse("errno " + -result);
  }
}
