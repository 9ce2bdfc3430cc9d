package callgate.format;

import callgate.policy.BadInput;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * How to read a policy: the answers to the questions that formats ask about the world around them.
 *
 * @param lenient whether names that no ABI has are dropped with a warning
 * @param runtime whose reading of an OCI profile is meant
 * @param capabilities the bounding set of the container, as {@code CAP_...} names
 * @param kernel the kernel that conditions on a version are answered with
 * @param abi the ABI of the programs that a policy is for which does not say so
 * @param libseccomp the last kernel whose calls the runtime's libseccomp knows: it leaves out
 *     others
 * @param systemd the version of systemd that reads a unit
 * @param processes what a process with a number runs under
 */
public record ReadOptions(
    boolean lenient,
    ContainerRuntime runtime,
    Set<String> capabilities,
    KernelVersion kernel,
    Abi abi,
    KernelVersion libseccomp,
    int systemd,
    IntFunction<Source> processes) {
  /** What a Docker container may do that was started without options. */
  public static final Set<String> DOCKER_CAPABILITIES =
      Set.of(
          "CAP_AUDIT_WRITE",
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_MKNOD",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_RAW",
          "CAP_SETFCAP",
          "CAP_SETGID",
          "CAP_SETPCAP",
          "CAP_SETUID",
          "CAP_SYS_CHROOT");

  /** The version of systemd that is meant where nobody says another. */
  public static final int SYSTEMD = 262;

  public ReadOptions {
    capabilities = Set.copyOf(capabilities);
  }

  /**
   * {@return strict reading as runc means it, in a container that Docker started, on this machine}
   */
  public static ReadOptions on(KernelVersion kernel) {
    return new ReadOptions(
        false,
        ContainerRuntime.RUNC,
        DOCKER_CAPABILITIES,
        kernel,
        Abi.host(),
        Syscalls.newest(),
        SYSTEMD,
        ReadOptions::noProcess);
  }

  /** {@return the same on the newest kernel that Callgate knows} */
  public static ReadOptions onNewestKernel() {
    return on(Syscalls.newest());
  }

  private static Source noProcess(int pid) {
    throw new BadInput(Position.of("pid:" + pid), "the filters of a process can't be read here");
  }

  /**
   * {@return the capabilities beyond Docker's usual ones, or all where some of those are missing}
   * For formats whose containers have none of their own, so that naming one means just that one.
   */
  public Set<String> addedCapabilities() {
    if (!capabilities.containsAll(DOCKER_CAPABILITIES)) {
      return capabilities;
    }
    Set<String> added = new TreeSet<>(capabilities);
    added.removeAll(DOCKER_CAPABILITIES);
    return added;
  }

  public ReadOptions withLenient(boolean lenient) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  public ReadOptions withRuntime(ContainerRuntime runtime) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  public ReadOptions withCapabilities(Set<String> capabilities) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  /** {@return the ABI of 64-bit programs on the machine that conditions are answered for} */
  public Abi host() {
    return abi.machine();
  }

  public ReadOptions withAbi(Abi abi) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  public ReadOptions withLibseccomp(KernelVersion libseccomp) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  public ReadOptions withSystemd(int systemd) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }

  public ReadOptions withProcesses(IntFunction<Source> processes) {
    return new ReadOptions(
        lenient, runtime, capabilities, kernel, abi, libseccomp, systemd, processes);
  }
}
