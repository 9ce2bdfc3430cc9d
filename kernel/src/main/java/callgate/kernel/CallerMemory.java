package callgate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads what belongs to another process: its memory, and the file that it executes. */
final class CallerMemory {
  private static final int PATH_MAX = 4096;
  private static final int PAGE = 4096;

  private CallerMemory() {}

  /**
   * {@return as much as can be read from an address on, at most {@code length} bytes}
   * (process_vm_readv(2))
   */
  static byte[] read(int thread, long address, int length) {
    try (Memory memory = Memory.ofThread()) {
      Memory.Struct target = memory.struct(Math.max(1, length));
      // struct iovec { void *base; size_t length; }
      long local = memory.longs(target.address(), length).address();
      long remote = memory.longs(address, length).address();
      long read = SystemCall.PROCESS_VM_READV.call(thread, local, 1, remote, 1, 0);
      byte[] bytes = new byte[(int) Math.max(0, read)];
      target.bytes().get(0, bytes);
      return bytes;
    }
  }

  /**
   * {@return the bytes before the first zero byte, page by page, since the next page may not be
   * mapped}
   */
  static Optional<byte[]> string(int thread, long address) {
    byte[] found = new byte[0];
    while (found.length < PATH_MAX) {
      long next = address + found.length;
      byte[] page = read(thread, next, (int) (PAGE - (next & (PAGE - 1))));
      if (page.length == 0) {
        return Optional.empty();
      }
      int start = found.length;
      found = Arrays.copyOf(found, start + page.length);
      System.arraycopy(page, 0, found, start, page.length);
      for (int i = start; i < found.length; i++) {
        if (found[i] == 0) {
          return i < PATH_MAX ? Optional.of(Arrays.copyOf(found, i)) : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** {@return the file that a thread executes, when this user may know it} (proc_pid_exe(5)) */
  static Optional<String> executable(int thread) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + thread + "/exe")).toString());
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }
}
