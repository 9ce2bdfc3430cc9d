package callgate.kernel;

import callgate.decision.Call;

/**
 * What a tracer does to a thread that it stopped (ptrace(2)); all from the platform thread that
 * traces.
 */
final class Ptrace implements AutoCloseable {
  static final int OPTIONS =
      0x01 // TRACESYSGOOD
          | 0x02 // TRACEFORK
          | 0x04 // TRACEVFORK
          | 0x08 // TRACECLONE
          | 0x10 // TRACEEXEC
          | 0x40 // TRACEEXIT
          | 0x80 // TRACESECCOMP
          | 0x100000; // EXITKILL
  private static final int POKEUSER = 6;
  private static final int CONT = 7;
  private static final int GETREGS = 12;
  private static final int SYSCALL = 24;
  private static final int GETEVENTMSG = 0x4201;
  private static final int GETSIGINFO = 0x4202;
  private static final int SEIZE = 0x4206;
  private static final int LISTEN = 0x4208;
  private static final int GET_SYSCALL_INFO = 0x420e;

  // struct ptrace_syscall_info
  private static final int INFO_BYTES = 88;
  private static final int INFO_OP = 0;
  private static final int INFO_ARCH = 4;
  private static final int INFO_IP = 8;
  private static final int INFO_NUMBER = 24;
  private static final int INFO_ARGUMENTS = 32;
  private static final int INFO_RESULT = 24;
  private static final int OP_EXIT = 2;

  // siginfo_t of SIGSYS (sigaction(2))
  private static final int SIGINFO_BYTES = 128;
  private static final int SI_ERRNO = 4;
  private static final int SI_CODE = 8;
  private static final int SI_CALL_ADDR = 16;
  private static final int SI_SYSCALL = 24;
  private static final int SI_ARCH = 28;
  private static final int SYS_SECCOMP = 1;

  private final Memory memory = Memory.ofThread();
  private final Memory.Struct info = memory.struct(INFO_BYTES);
  private final Memory.Struct siginfo = memory.struct(SIGINFO_BYTES);
  private final Memory.Struct registers = memory.struct(Registers.BYTES);
  private final Memory.Struct message = memory.struct(Long.BYTES);

  /** {@return 0, or an errno, negated} */
  long seize(int thread) {
    return SystemCall.PTRACE.call(SEIZE, thread, 0, OPTIONS);
  }

  /**
   * Lets a thread go on.
   *
   * @param toNextCall until it makes its next call, or is done with this one
   * @param signal that it gets, or 0
   */
  void resume(int thread, boolean toNextCall, int signal) {
    SystemCall.PTRACE.call(toNextCall ? SYSCALL : CONT, thread, 0, signal);
  }

  /** Lets a thread stay stopped as its user wants it, until its user wants it to go on. */
  void stayStopped(int thread) {
    SystemCall.PTRACE.call(LISTEN, thread, 0, 0);
  }

  /** {@return what comes with an event: the status of an exit, the data of a filter's TRACE} */
  int message(int thread) {
    SystemCall.PTRACE.call(GETEVENTMSG, thread, 0, message.address());
    return (int) message.getLong(0);
  }

  /** {@return the call that a thread is about to make} At its entry, or when its filter said so. */
  Call enteredCall(int thread) {
    readInfo(thread);
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = info.getLong(INFO_ARGUMENTS + 8 * i);
    }
    return Call.of(
        info.getInt(INFO_ARCH), (int) info.getLong(INFO_NUMBER), info.getLong(INFO_IP), arguments);
  }

  /** {@return whether a thread is at the end of a call} Its result is {@link #result} then. */
  boolean isAtEnd(int thread) {
    readInfo(thread);
    return info.bytes().get(INFO_OP) == OP_EXIT;
  }

  /** {@return the result of the call at whose end the thread of the last question is} */
  long result() {
    return info.getLong(INFO_RESULT);
  }

  /** {@return the call that a thread made last, from its registers} */
  Call lastCall(int thread, Registers from) {
    readInfo(thread);
    return from.call(info.getInt(INFO_ARCH));
  }

  /** {@return whether the signal that a thread is about to get is from a filter} */
  boolean isFromFilter(int thread) {
    SystemCall.PTRACE.call(GETSIGINFO, thread, 0, siginfo.address());
    return siginfo.getInt(SI_CODE) == SYS_SECCOMP;
  }

  /** {@return the call that a filter answered with the signal of the last question} */
  Call trappedCall(Registers from) {
    Call call = from.call(siginfo.getInt(SI_ARCH));
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = call.argument(i);
    }
    return Call.of(
        siginfo.getInt(SI_ARCH),
        siginfo.getInt(SI_SYSCALL),
        siginfo.getLong(SI_CALL_ADDR),
        arguments);
  }

  /** {@return what the filter's TRAP gave that signal} */
  int trapData() {
    return siginfo.getInt(SI_ERRNO);
  }

  /** {@return a thread's registers} */
  Registers registers(int thread) {
    SystemCall.PTRACE.call(GETREGS, thread, 0, registers.address());
    return Registers.of(registers);
  }

  /** Makes the call that a thread is about to make return at once. The call is not executed. */
  void skip(int thread, long result) {
    SystemCall.PTRACE.call(POKEUSER, thread, Registers.NUMBER_OFFSET, -1);
    SystemCall.PTRACE.call(POKEUSER, thread, Registers.RESULT_OFFSET, result);
  }

  private void readInfo(int thread) {
    SystemCall.PTRACE.call(GET_SYSCALL_INFO, thread, INFO_BYTES, info.address());
  }

  @Override
  public void close() {
    memory.close();
  }
}
