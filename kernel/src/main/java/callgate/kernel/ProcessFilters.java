package callgate.kernel;

import callgate.bpf.Program;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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

  /** For how long another tracer is waited for at most. */
  private static final long READER_NANOS = 200_000_000;

  private ProcessFilters() {}

  /**
   * {@return a thread's filters, the one that was installed first coming first}
   *
   * @param thread its id; that of a process is its first thread's
   * @throws NotSupported without CAP_SYS_ADMIN, inside a filter, for a thread that is traced
   *     already, for one that there isn't, or when the kernel was built without
   *     CONFIG_CHECKPOINT_RESTORE
   */
  public static List<Program> of(int thread) {
    return present(thread, find(thread));
  }

  /**
   * {@return the same}
   *
   * @param patience how long to wait for the thread to stand still, which one that waits for a
   *     child of vfork(2) doesn't
   */
  static List<Program> of(int thread, Duration patience) {
    return present(thread, find(thread, patience));
  }

  private static List<Program> present(int thread, Optional<List<Program>> filters) {
    return filters.orElseThrow(
        () -> new NotSupported("there is no process " + thread + ", or it has ended"));
  }

  /**
   * {@return the same; empty when the thread is over}
   *
   * @throws NotSupported without CAP_SYS_ADMIN, inside a filter, for a thread that is traced
   *     already, or when the kernel was built without CONFIG_CHECKPOINT_RESTORE
   */
  public static Optional<List<Program>> find(int thread) {
    return find(thread, PATIENCE);
  }

  private static Optional<List<Program>> find(int thread, Duration patience) {
    Optional<ThreadStatus> status = running(thread);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return SeccompStatus.of(status.get()).mode() == SeccompStatus.Mode.FILTER
        ? OnPlatformThread.call(() -> read(thread, patience))
        : Optional.of(List.of());
  }

  private static Optional<ThreadStatus> running(int thread) {
    return ThreadStatus.read(Path.of("/proc/" + thread + "/status"))
        .filter(status -> !status.hasEnded());
  }

  private static Optional<List<Program>> read(int thread, Duration patience) {
    long attached = attach(thread, patience);
    if (attached != 0) {
      return refused(thread, attached);
    }
    try {
      SystemCall.PTRACE.call(INTERRUPT, thread, 0, 0);
      awaitStop(thread, patience);
      return filters(thread);
    } finally {
      SystemCall.PTRACE.call(DETACH, thread, 0, 0);
    }
  }

  /**
   * {@return 0 or an error} A tracer that is in the way may only read the filters, as this does.
   */
  private static long attach(int thread, Duration patience) {
    long end = System.nanoTime() + Math.min(patience.toNanos(), READER_NANOS);
    long attached = SystemCall.PTRACE.call(SEIZE, thread, 0, 0);
    while (attached == Errors.EPERM && isTraced(thread) && System.nanoTime() < end) {
      LockSupport.parkNanos(PAUSE_NANOS);
      attached = SystemCall.PTRACE.call(SEIZE, thread, 0, 0);
    }
    return attached;
  }

  private static boolean isTraced(int thread) {
    return running(thread).filter(status -> status.number("TracerPid") != 0).isPresent();
  }

  private static Optional<List<Program>> refused(int thread, long error) {
    Optional<ThreadStatus> status = running(thread);
    if (status.isEmpty() || error == Errors.ESRCH) {
      return Optional.empty();
    }
    throw new NotSupported(
        "can't look into "
            + thread
            + ": "
            + (error == Errors.EPERM ? whyNotAttached(status.get()) : Errors.describe(error)));
  }

  private static Optional<List<Program>> filters(int thread) {
    List<Program> filters = new ArrayList<>();
    try (Memory memory = Memory.ofThread()) {
      while (true) {
        long size = SystemCall.PTRACE.call(SECCOMP_GET_FILTER, thread, filters.size(), 0);
        if (size == Errors.ENOENT) {
          return Optional.of(filters);
        }
        if (size == Errors.ESRCH) {
          return Optional.empty();
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

  /** {@return what keeps a thread from being traced (ptrace(2), "Ptrace access mode checking")} */
  private static String whyNotAttached(ThreadStatus status) {
    if (status.number("TracerPid") != 0) {
      return "process " + status.number("TracerPid") + " traces it already";
    }
    ThreadStatus own = ThreadStatus.ofThread(ProcessHandle.current().pid());
    List<String> missing =
        Stream.of(Capability.CAP_SYS_PTRACE, Capability.CAP_SYS_ADMIN)
            .filter(capability -> !capability.isEffective(own))
            .map(Capability::name)
            .toList();
    return missing.isEmpty()
        ? "something denies it: a user namespace above this one, a security module, or"
            + " kernel.yama.ptrace_scope"
        : "it takes " + String.join(" and ", missing);
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
