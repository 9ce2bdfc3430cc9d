package callgate.kernel;

import callgate.decision.Call;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The call that a thread waits in, which it made before anybody watched (proc_pid_syscall(5)). */
final class WaitingCall {
  private static final int ELF_CLASS = 4;
  private static final int ELF_CLASS_32 = 1;

  private WaitingCall() {}

  /** {@return the call; empty when the thread runs, or the kernel doesn't tell} */
  static Optional<Call> of(int thread) {
    try {
      String line = Files.readString(Path.of("/proc/" + thread + "/syscall"));
      String[] fields = line.strip().split(" ", -1);
      if (fields.length < 9) {
        return Optional.empty();
      }
      long[] arguments = new long[6];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = Long.parseUnsignedLong(fields[i + 1].substring(2), 16);
      }
      int number = Integer.parseInt(fields[0]);
      return number < 0
          ? Optional.empty()
          : Optional.of(Call.of(CallSlots.arch(isNarrow(thread)), number, 0, arguments));
    } catch (IOException | NumberFormatException notTold) {
      return Optional.empty();
    }
  }

  private static boolean isNarrow(int thread) throws IOException {
    try (InputStream file = Files.newInputStream(Path.of("/proc/" + thread + "/exe"))) {
      byte[] start = file.readNBytes(ELF_CLASS + 1);
      return start.length > ELF_CLASS && start[ELF_CLASS] == ELF_CLASS_32;
    }
  }
}
