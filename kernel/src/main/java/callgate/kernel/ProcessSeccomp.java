package callgate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What {@code /proc} says about a process (proc_pid_status(5)).
 *
 * @param id the process
 * @param command its name: 15 characters of it, as the process chose them
 * @param threads each with its own status, the first one first; those that are over are left out
 * @param bounding the capabilities that it can have at most, as {@code CAP_...} names
 */
public record ProcessSeccomp(
    int id, String command, List<ThreadSeccomp> threads, Set<String> bounding) {
  /** By bit (include/uapi/linux/capability.h). */
  private static final List<String> CAPABILITIES =
      List.of(
          ("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP"
                  + " LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK"
                  + " IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN"
                  + " SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE"
                  + " AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM"
                  + " BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE")
              .split(" "));

  public ProcessSeccomp {
    threads = List.copyOf(threads);
    bounding = Set.copyOf(bounding);
  }

  /** What one thread runs under. */
  public record ThreadSeccomp(int id, SeccompStatus status) {}

  /** {@return what the first thread runs under} */
  public SeccompStatus status() {
    return threads.getFirst().status();
  }

  /** {@return the thread that has the process's id, or the first that is not over} */
  public ThreadSeccomp main() {
    return threads.stream()
        .filter(thread -> thread.id() == id)
        .findFirst()
        .orElseGet(threads::getFirst);
  }

  /** {@return whether all threads run under the same} */
  public boolean isUniform() {
    return threads.stream().allMatch(thread -> thread.status().equals(status()));
  }

  /** {@return the processes there are, in the order of their ids} */
  public static List<ProcessSeccomp> all() {
    List<ProcessSeccomp> all = new ArrayList<>();
    for (int id : numbers(Path.of("/proc"))) {
      of(id).ifPresent(all::add);
    }
    return all;
  }

  /** {@return a process; empty when none of that id runs} */
  public static Optional<ProcessSeccomp> of(int process) {
    Path directory = Path.of("/proc/" + process);
    Optional<ThreadStatus> status = ThreadStatus.read(directory.resolve("status"));
    List<ThreadSeccomp> threads = new ArrayList<>();
    for (int id : numbers(directory.resolve("task"))) {
      ThreadStatus.read(directory.resolve("task/" + id + "/status"))
          .filter(thread -> !thread.hasEnded())
          .ifPresent(thread -> threads.add(new ThreadSeccomp(id, SeccompStatus.of(thread))));
    }
    if (status.isEmpty() || threads.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessSeccomp(
            process, command(directory), threads, names(status.get().mask("CapBnd"))));
  }

  /**
   * {@return a process that runs}
   *
   * @throws NotSupported when there is none
   */
  public static ProcessSeccomp running(int process) {
    return of(process)
        .orElseThrow(() ->
            new NotSupported(
                Files.exists(Path.of("/proc/" + process))
                    ? "process " + process + " has ended; its parent did not wait for it yet"
                    : "there is no process " + process));
  }

  private static String command(Path directory) {
    try {
      String line = new String(Files.readAllBytes(directory.resolve("comm")), UTF_8);
      return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    } catch (IOException gone) {
      return "";
    }
  }

  private static Set<String> names(long mask) {
    Set<String> names = new TreeSet<>();
    for (int bit = 0; bit < CAPABILITIES.size(); bit++) {
      if ((mask >>> bit & 1) == 1) {
        names.add("CAP_" + CAPABILITIES.get(bit));
      }
    }
    return names;
  }

  /** {@return the entries of a directory that are numbers; none when it is gone} */
  private static Set<Integer> numbers(Path directory) {
    Set<Integer> numbers = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9]*")) {
      entries.forEach(entry -> numbers.add(Integer.valueOf(entry.getFileName().toString())));
    } catch (IOException gone) {
      return Set.of();
    }
    return numbers;
  }
}
