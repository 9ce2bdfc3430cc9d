package callgate.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How other programs' calls can be seen. */
final class RecordingFeatures {
  private static final String AREA = "recording";
  private static final int GET_NOTIF_SIZES = 3;
  private static final int NO_BPF_COMMAND = -1;
  private static final Path YAMA = Path.of("/proc/sys/kernel/yama/ptrace_scope");

  private RecordingFeatures() {}

  static List<Feature> probe(ThreadStatus status) {
    List<Feature> features = new ArrayList<>();
    features.addAll(notification());
    features.add(pidfds());
    features.add(memory());
    features.add(ptrace(status));
    features.add(filtersOfOthers(status));
    features.add(bpf(status));
    features.add(tracefs());
    return features;
  }

  private static List<Feature> notification() {
    try (Memory memory = Memory.ofThread()) {
      long sizes = memory.struct(Long.BYTES).address();
      boolean available = SystemCall.SECCOMP.call(GET_NOTIF_SIZES, 0, sizes) == 0;
      boolean fast = available && OnPlatformThread.call(Listener::isSynchronousWakeUpKnown);
      return List.of(
          Feature.of(
              AREA,
              "user notification",
              available,
              "record needs no privileges",
              "needs Linux 5.5"),
          Feature.of(
              AREA,
              "synchronous wake-up",
              fast,
              "5 to 6 us a call",
              "needs Linux 6.6; recording is several times slower without"));
    }
  }

  private static Feature pidfds() {
    long own = SystemCall.PIDFD_OPEN.call(ProcessHandle.current().pid());
    if (own >= 0) {
      SystemCall.CLOSE.call(own);
    }
    return Feature.of(AREA, "pidfd_open", own >= 0, "", "needs Linux 5.3");
  }

  private static Feature memory() {
    try (Memory memory = Memory.ofThread()) {
      long address = memory.struct(Long.BYTES).address();
      long self = ProcessHandle.current().pid();
      boolean readable = CallerMemory.read((int) self, address, Long.BYTES).length == Long.BYTES;
      return Feature.of(
          AREA,
          "process_vm_readv",
          readable,
          "recordings show strings",
          "needs CONFIG_CROSS_MEMORY_ATTACH");
    }
  }

  private static Feature ptrace(ThreadStatus status) {
    int scope;
    try {
      scope = Integer.parseInt(Files.readString(YAMA).strip());
    } catch (IOException withoutYama) {
      scope = 0;
    }
    boolean allowed = scope == 0 || (scope < 3 && Capability.CAP_SYS_PTRACE.isEffective(status));
    return Feature.of(
        AREA,
        "ptrace",
        allowed,
        "of "
            + (Capability.CAP_SYS_PTRACE.isEffective(status) ? "every" : "one's own")
            + " process",
        YAMA + " is " + scope + ": only children, or nobody");
  }

  private static Feature filtersOfOthers(ThreadStatus status) {
    boolean restorable =
        KernelConfig.read()
            .map(config -> config.value("CONFIG_CHECKPOINT_RESTORE").equals("y"))
            .orElse(true);
    boolean unfiltered = SeccompStatus.of(status).mode() == SeccompStatus.Mode.DISABLED;
    boolean admin = Capability.CAP_SYS_ADMIN.isEffective(status);
    return Feature.of(
        AREA,
        "filters of processes",
        restorable && unfiltered && admin,
        "inspect and pid:N work",
        !restorable
            ? "needs a kernel with CONFIG_CHECKPOINT_RESTORE"
            : "needs CAP_SYS_ADMIN, outside of any filter");
  }

  private static Feature bpf(ThreadStatus status) {
    boolean present = SystemCall.BPF.call(NO_BPF_COMMAND, 0, 0) != Errors.ENOSYS;
    boolean permitted =
        Capability.CAP_SYS_ADMIN.isEffective(status)
            || (Capability.CAP_BPF.isEffective(status)
                && Capability.CAP_PERFMON.isEffective(status));
    return Feature.of(
        AREA,
        "eBPF",
        present && permitted && KernelTypes.areThere(),
        "record --via ebpf and watch work",
        !present
            ? "needs CONFIG_BPF_SYSCALL"
            : !KernelTypes.areThere()
                ? "needs CONFIG_DEBUG_INFO_BTF"
                : "needs CAP_BPF and CAP_PERFMON: run as root");
  }

  private static Feature tracefs() {
    boolean mounted = Files.isDirectory(Path.of("/sys/kernel/tracing/events"));
    return Feature.of(
        AREA, "tracefs", mounted, "", "as root: mount -t tracefs tracefs /sys/kernel/tracing");
  }
}
