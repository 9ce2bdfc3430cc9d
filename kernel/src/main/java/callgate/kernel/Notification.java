package callgate.kernel;

import callgate.decision.Call;
import callgate.policy.Action;
import callgate.syscall.Abi;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A call that waits for its supervisor's answer. It can look at the caller, which stands still
 * meanwhile; what the caller's other threads do to its memory it can't know, so what is read is
 * evidence and never a reason to let a call pass (seccomp_unotify(2), "Caveats").
 *
 * <pre>
 * struct seccomp_notif {         offset
 *   __u64 id;                     0
 *   __u32 pid;                    8
 *   __u32 flags;                 12
 *   struct seccomp_data data;    16
 * };
 * </pre>
 */
public final class Notification implements Caller {
  static final int BYTES = 80;

  /** The call goes on. */
  static final int NONE = -1;

  private static final int ID = 0;
  private static final int PID = 8;
  private static final int NUMBER = 16;
  private static final int ARCH = 20;
  private static final int INSTRUCTION_POINTER = 24;
  private static final int ARGUMENTS = 32;

  private static final int SIGKILL = 9;
  private static final int SIGSYS = 31;

  private final Listener listener;
  private final Memory.Struct request;
  private int error = NONE;

  Notification(Listener listener, Memory.Struct request) {
    this.listener = listener;
    this.request = request;
  }

  /**
   * Answers the call with an error in place of letting it go on. The caller sees what a filter with
   * that errno would have given it.
   *
   * @param errno 0 for success without anything done
   */
  public void refuse(int errno) {
    if (errno < 0 || errno > Action.MAX_ERRNO) {
      throw new IllegalArgumentException("an errno is 0 to 4095, not " + errno);
    }
    error = errno;
  }

  /**
   * Ends the caller's process as a filter that kills would: by SIGSYS, or where that is caught,
   * ignored or blocked, by SIGKILL. The call must be {@link #refuse refused} too: the signal takes
   * effect when the call is over.
   */
  public void kill() {
    boolean dies =
        ThreadStatus.read(Path.of("/proc/" + thread() + "/status"))
            .filter(status -> listener.isValid(id()))
            .map(status -> status.mask("SigCgt") | status.mask("SigIgn") | status.mask("SigBlk"))
            .filter(mask -> !Signals.contains(mask, SIGSYS))
            .isPresent();
    SystemCall.KILL.call(thread(), dies ? SIGSYS : SIGKILL);
  }

  /** {@return whether the call still waits for its answer: its caller may have been killed} */
  public boolean isWaiting() {
    return listener.isValid(id());
  }

  /** {@return the errno that the call is answered with, or {@link #NONE}} It is forgotten then. */
  int takeError() {
    int taken = error;
    error = NONE;
    return taken;
  }

  /** {@return the call, with all of its arguments as the kernel gave them to the filter} */
  public Call call() {
    long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = request.getLong(ARGUMENTS + 8 * i);
    }
    return Call.of(arch(), number(), request.getLong(INSTRUCTION_POINTER), arguments);
  }

  /** {@return the ABI that the call was made on, if it is one of this project's} */
  public Optional<Abi> abi() {
    return abi(arch(), number());
  }

  /** {@return the number of the call, as a filter sees it} */
  public int number() {
    return request.getInt(NUMBER);
  }

  @Override
  public int thread() {
    return request.getInt(PID);
  }

  /** {@return the file that the caller executes, or empty when it can't be known} */
  public String executable() {
    return whileValid(CallerMemory.executable(thread())).orElse("");
  }

  @Override
  public byte[] memory(long address, int length) {
    return whileValid(Optional.of(CallerMemory.read(thread(), address, length)))
        .orElse(new byte[0]);
  }

  @Override
  public Optional<String> string(long address) {
    return whileValid(CallerMemory.string(thread(), address))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** {@return the ABI of calls with this {@code arch} and number} */
  static Optional<Abi> abi(int arch, int number) {
    for (Abi abi : Abi.values()) {
      if (abi.auditArch() == arch && abi.owns(number)) {
        return Optional.of(abi);
      }
    }
    return Optional.empty();
  }

  int arch() {
    return request.getInt(ARCH);
  }

  long id() {
    return request.getLong(ID);
  }

  /**
   * {@return what was read, unless the caller is gone: its id may be that of another process then}
   */
  private <T> Optional<T> whileValid(Optional<T> read) {
    return listener.isValid(id()) ? read : Optional.empty();
  }
}
