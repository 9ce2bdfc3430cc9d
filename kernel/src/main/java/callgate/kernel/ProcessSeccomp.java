package callgate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

  /** By mask: most processes of a machine have the same. */
  private static final Map<Long, Set<String>> NAMES = new ConcurrentHashMap<>();

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
    return threads.stream().allMatch(thread -> thread.status().isSame(status()));
  }

  /** {@return the processes there are, in the order of their ids} */
  public static List<ProcessSeccomp> all() {
    List<ProcessSeccomp> all = new ArrayList<>();
    for (int id : numbers("/proc")) {
      of(id).ifPresent(all::add);
    }
    return all;
  }

  /** {@return a process; empty when none of that id runs} */
  public static Optional<ProcessSeccomp> of(int process) {
    String directory = "/proc/" + process;
    @Nullable ThreadStatus own = null;
    List<ThreadSeccomp> threads = new ArrayList<>();
    for (int id : numbers(directory + "/task")) {
      @Nullable ThreadStatus status =
          ThreadStatus.read(Path.of(directory + "/task/" + id + "/status")).orElse(null);
      if (status != null && id == process) {
        own = status;
      }
      if (status != null && !status.hasEnded()) {
        threads.add(new ThreadSeccomp(id, SeccompStatus.of(status)));
      }
    }
    if (own == null || threads.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessSeccomp(
            process,
            command(directory),
            threads,
            NAMES.computeIfAbsent(own.mask("CapBnd"), ProcessSeccomp::names)));
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

  private static String command(String directory) {
    try (FileInputStream file = new FileInputStream(directory + "/comm")) {
      String line = new String(file.readAllBytes(), UTF_8);
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
    return Set.copyOf(names);
  }

  /** {@return the entries of a directory that are numbers; none when it is gone} */
  private static Set<Integer> numbers(String directory) {
    Set<Integer> numbers = new TreeSet<>();
    String @Nullable [] entries = new File(directory).list();
    if (entries != null) {
      for (String entry : entries) {
        if (Character.isDigit(entry.charAt(0))) {
          numbers.add(Integer.valueOf(entry));
        }
      }
    }
    return numbers;
  }
}
