package callgate.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What {@code /proc} tells of other processes, as long as they live. */
final class Processes {
  private Processes() {}

  /** {@return the name of a thread; what it calls itself, so anything} (proc_pid_comm(5)) */
  static String name(int thread) {
    return read("/proc/" + thread + "/comm").map(String::strip).orElse("");
  }

  /** {@return the process that a thread is part of} */
  static int process(int thread) {
    return read("/proc/" + thread + "/status")
        .flatMap(status ->
            status
                .lines()
                .filter(line -> line.startsWith("Tgid:"))
                .findFirst()
                .map(line -> Integer.parseInt(line.substring(5).strip())))
        .orElse(thread);
  }

  /** {@return how many threads a process has; 0 when that can't be known} */
  static int threads(int process) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
      return (int) threads.count();
    } catch (IOException gone) {
      return 0;
    }
  }

  /** {@return the file that a process executes} */
  static String executable(int thread) {
    return link("/proc/" + thread + "/exe").orElse("");
  }

  /** {@return what a descriptor of a process is} */
  static Optional<String> descriptor(int thread, int number) {
    return number < 0 ? Optional.empty() : link("/proc/" + thread + "/fd/" + number);
  }

  private static Optional<String> link(String path) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of(path)).toString());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(String path) {
    try {
      return Optional.of(new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
