package callgate.kernel;

import callgate.bpf.Program;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The filters that a thread of another process runs under, read by ptrace(2)
 * (PTRACE_SECCOMP_GET_FILTER). The thread stands still meanwhile, for less than a millisecond, and
 * notices nothing.
 */
public final class ProcessFilters {
  private static final int SEIZE = 0x4206;
  private static final int INTERRUPT = 0x4207;
  private static final int SECCOMP_GET_FILTER = 0x420c;
  private static final int DETACH = 17;
  private static final int WALL_NOHANG = 0x40000000 | 1;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = 100_000;
  private static final int INSTRUCTION_BYTES = 8;

  private ProcessFilters() {}

  /**
   * {@return a thread's filters, the one that was installed first coming first}
   *
   * @param thread its id; that of a process is its first thread's
   * @throws NotSupported without CAP_SYS_ADMIN, inside a filter, for a thread that is traced
   *     already, or when the kernel was built without CONFIG_CHECKPOINT_RESTORE
   */
  public static List<Program> of(int thread) {
    return of(thread, PATIENCE);
  }

  /**
   * {@return the same}
   *
   * @param patience how long to wait for the thread to stand still, which one that waits for a
   *     child of vfork(2) doesn't
   */
  static List<Program> of(int thread, Duration patience) {
    ThreadStatus status =
        ThreadStatus.read(Path.of("/proc/" + thread + "/status"))
            .orElseThrow(() -> new NotSupported("there is no process " + thread));
    if (SeccompStatus.of(status).mode() != SeccompStatus.Mode.FILTER) {
      return List.of();
    }
    return OnPlatformThread.call(() -> read(thread, patience));
  }

  private static List<Program> read(int thread, Duration patience) {
    long attached = SystemCall.PTRACE.call(SEIZE, thread, 0, 0);
    if (attached != 0) {
      throw new NotSupported("can't look into " + thread + ": " + whyNotAttached(attached));
    }
    try {
      SystemCall.PTRACE.call(INTERRUPT, thread, 0, 0);
      awaitStop(thread, patience);
      return filters(thread);
    } finally {
      SystemCall.PTRACE.call(DETACH, thread, 0, 0);
    }
  }

  private static List<Program> filters(int thread) {
    List<Program> filters = new ArrayList<>();
    try (Memory memory = Memory.ofThread()) {
      while (true) {
        long size = SystemCall.PTRACE.call(SECCOMP_GET_FILTER, thread, filters.size(), 0);
        if (size == Errors.ENOENT) {
          return filters;
        }
        if (size < 0) {
          throw new NotSupported("can't read the filters of " + thread + ": " + whyNotRead(size));
        }
        Memory.Struct code = memory.struct(size * INSTRUCTION_BYTES);
        SystemCall.PTRACE.call(SECCOMP_GET_FILTER, thread, filters.size(), code.address());
        byte[] raw = new byte[(int) size * INSTRUCTION_BYTES];
        code.bytes().get(0, raw);
        filters.add(Program.read(raw, ByteOrder.nativeOrder()));
      }
    }
  }

  /** One that does not stop goes on untraced when this thread, its tracer, ends. */
  private static void awaitStop(int thread, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (SystemCall.WAIT4.call(thread, 0, WALL_NOHANG) == 0) {
      if (System.nanoTime() > end) {
        throw new NotSupported("can't look into " + thread + ": it does not stand still");
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String whyNotAttached(long error) {
    if (error == Errors.ESRCH) {
      return "there is no such process";
    }
    if (error == Errors.EPERM) {
      return "it takes CAP_SYS_PTRACE, and nobody else may trace it";
    }
    return Errors.describe(error);
  }

  private static String whyNotRead(long error) {
    if (error == Errors.EACCES) {
      return "it takes CAP_SYS_ADMIN, outside of any filter";
    }
    if (error == Errors.EINVAL) {
      return "this kernel was built without CONFIG_CHECKPOINT_RESTORE";
    }
    return Errors.describe(error);
  }
}
