package callgate.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs whenever the kernel passes one of its tracepoints, until it is closed
 * (bpf(2), {@code BPF_PROG_TYPE_RAW_TRACEPOINT}). Its {@code R1} points to the tracepoint's
 * arguments, 64 bits each.
 */
final class EbpfProgram implements AutoCloseable {
  private static final int LOAD = 5;
  private static final int RAW_TRACEPOINT_OPEN = 17;
  private static final int RAW_TRACEPOINT = 17;
  private static final int TRACING = 26;
  private static final int TRACE_RAW_TP = 23;
  private static final int LOAD_BYTES = 112;
  private static final int NAME_OFFSET = 48;
  private static final int LOG_BYTES = 1 << 20;
  private static final int LONGEST_NAME = 15;
  private static final int SHOWN_LOG = 1200;

  /** What the kernel demands for helpers that read its memory. */
  private static final byte[] LICENCE = "Dual BSD/GPL".getBytes(StandardCharsets.US_ASCII);

  private final String tracepoint;
  private final EbpfCode code;
  private final int type;
  private final FutureTask<Long> program;
  private long link = -1;

  private EbpfProgram(String tracepoint, EbpfCode code, int type) {
    this.tracepoint = tracepoint;
    this.code = code;
    this.type = type;
    byte[] bytes = code.bytes();
    program = OnPlatformThread.start(() -> load(tracepoint, bytes, type, null));
  }

  /**
   * {@return a program at a tracepoint, running}
   *
   * @throws NotSupported when the kernel has no such tracepoint, or refuses the program
   */
  static EbpfProgram at(String tracepoint, EbpfCode code) {
    EbpfProgram program = checkedAt(tracepoint, code);
    try {
      return program.attach();
    } catch (NotSupported refused) {
      program.close();
      throw refused;
    }
  }

  /** {@return a program that the kernel checks, on another thread, before it can run there} */
  static EbpfProgram checkedAt(String tracepoint, EbpfCode code) {
    return new EbpfProgram(tracepoint, code, 0);
  }

  /**
   * {@return the same for a program that reads the structures which its arguments point to as if
   * they were its own memory: the kernel knows their types, and checks}
   */
  static EbpfProgram typedAt(String tracepoint, EbpfCode code) {
    int type = KernelTypes.ofThisKernel().typedef("btf_trace_" + tracepoint);
    return new EbpfProgram(tracepoint, code, type);
  }

  /**
   * Lets it run.
   *
   * @throws NotSupported when the kernel has no such tracepoint, or refuses the program
   */
  EbpfProgram attach() {
    long checked = OnPlatformThread.result(program);
    if (checked < 0) {
      throw refused(tracepoint, code, type, checked);
    }
    try (Memory memory = Memory.ofThread()) {
      // That of a typed program is known from its type.
      long name = type != 0 ? 0 : memory.string(tracepoint.getBytes(StandardCharsets.US_ASCII));
      Memory.Struct attribute = memory.struct(16).putLong(0, name).putInt(8, (int) checked);
      link = SystemCall.BPF.call(RAW_TRACEPOINT_OPEN, attribute.address(), 16);
      if (link < 0) {
        throw link == Errors.ENOENT
            ? new NotSupported(
                "this kernel has no tracepoint "
                    + tracepoint
                    + "; it takes one with CONFIG_FTRACE_SYSCALLS")
            : EbpfProblem.of("watch " + tracepoint, link);
      }
      return this;
    }
  }

  @Override
  public void close() {
    closeIfOpen(link);
    closeIfOpen(OnPlatformThread.result(program));
  }

  private static void closeIfOpen(long descriptor) {
    if (descriptor >= 0) {
      SystemCall.CLOSE.call(descriptor);
    }
  }

  /** {@return a name as the kernel keeps it: at most 15 letters, digits and underscores} */
  static byte[] name(String name) {
    return Arrays.copyOf(
        name.getBytes(StandardCharsets.US_ASCII), Math.min(name.length(), LONGEST_NAME));
  }

  private static long load(String name, byte[] code, int type, Memory.@Nullable Struct log) {
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct attribute =
          memory
              .struct(LOAD_BYTES)
              .putInt(0, type == 0 ? RAW_TRACEPOINT : TRACING)
              .putInt(4, code.length / EbpfCode.INSTRUCTION_BYTES)
              .putLong(8, memory.bytes(code))
              .putLong(16, memory.string(LICENCE));
      if (log != null) {
        attribute.putInt(24, 1).putInt(28, LOG_BYTES).putLong(32, log.address());
      }
      if (type != 0) {
        attribute.putInt(68, TRACE_RAW_TP).putInt(108, type);
      }
      attribute.bytes().put(NAME_OFFSET, name(name));
      return SystemCall.BPF.call(LOAD, attribute.address(), LOAD_BYTES);
    }
  }

  /** {@return why a program was refused, with the end of what the kernel's verifier says} */
  private static NotSupported refused(String tracepoint, EbpfCode code, int type, long error) {
    NotSupported problem = EbpfProblem.of("load the program for " + tracepoint, error);
    if (error == Errors.EPERM || error == Errors.ENOSYS) {
      return problem;
    }
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct log = memory.struct(LOG_BYTES);
      load(tracepoint, code.bytes(), type, log);
      byte[] bytes = new byte[LOG_BYTES];
      log.bytes().get(0, bytes);
      int end = 0;
      while (end < LOG_BYTES && bytes[end] != 0) {
        end++;
      }
      String text = new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
      return text.isEmpty()
          ? problem
          : new NotSupported(
              problem.getMessage() + "\n" + text.substring(Math.max(0, text.length() - SHOWN_LOG)));
    }
  }
}
