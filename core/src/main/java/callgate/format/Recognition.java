package callgate.format;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Policy;
import callgate.syscall.KernelVersion;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which of the policies that come with Callgate a filter means exactly: with which
 * capabilities, and as which container runtime with how old a libseccomp installs it.
 */
public final class Recognition {
  /** Those that profiles ask for, beside the ones that Docker gives. */
  private static final Set<String> ASKED_FOR =
      new TreeSet<>(
          Set.of(
              "CAP_BPF",
              "CAP_DAC_READ_SEARCH",
              "CAP_PERFMON",
              "CAP_SYSLOG",
              "CAP_SYS_ADMIN",
              "CAP_SYS_BOOT",
              "CAP_SYS_MODULE",
              "CAP_SYS_NICE",
              "CAP_SYS_PACCT",
              "CAP_SYS_PTRACE",
              "CAP_SYS_RAWIO",
              "CAP_SYS_TIME",
              "CAP_SYS_TTY_CONFIG"));

  /** Runtimes that answer newer calls themselves need a libseccomp of this kernel's time. */
  private static final KernelVersion OLDEST = new KernelVersion(5, 8);

  private final Meaning meaning;
  private final ReadOptions options;
  private final List<KernelVersion> ages = ages();

  private Recognition(Meaning meaning, ReadOptions options) {
    this.meaning = meaning;
    this.options = options;
  }

  /**
   * {@return such as {@code builtin:docker with CAP_SYS_ADMIN}; empty when it is none of them}
   *
   * @param options the kernel and the machine
   * @param bounding what the process can have at most, as {@code CAP_...} names
   */
  public static Optional<String> of(Meaning meaning, ReadOptions options, Set<String> bounding) {
    Recognition recognition = new Recognition(meaning, options);
    for (String name : Builtins.namesOn(options.abi())) {
      Map<String, Set<String>> candidates =
          Builtins.asksForCapabilities(name)
              ? candidates(bounding)
              : Map.of("", ReadOptions.DOCKER_CAPABILITIES);
      Optional<String> found = recognition.as(name, candidates);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> as(String name, Map<String, Set<String>> candidates) {
    for (Map.Entry<String, Set<String>> candidate : candidates.entrySet()) {
      ReadOptions asked = options.withCapabilities(candidate.getValue());
      String title = "builtin:" + name + candidate.getKey();
      Policy policy = Builtins.read(name, asked.withRuntime(ContainerRuntime.RUNC)).policy();
      if (means(policy)) {
        return Optional.of(title);
      }
      if (!Builtins.isOfContainers(name)) {
        continue;
      }
      for (ContainerRuntime runtime : runtimes(name)) {
        Policy whole = Builtins.under(runtime, policy);
        for (KernelVersion age : ages) {
          if (means(new KnownCalls(age).of(whole))) {
            return Optional.of(title + installed(runtime, age));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** {@return who may have installed a policy, its own runtime first} */
  private static List<ContainerRuntime> runtimes(String name) {
    return name.equals("podman")
        ? List.of(ContainerRuntime.CRUN, ContainerRuntime.RUNC)
        : List.of(ContainerRuntime.RUNC, ContainerRuntime.CRUN);
  }

  private static String installed(ContainerRuntime runtime, KernelVersion age) {
    return ", as "
        + runtime.token()
        + " installs it"
        + (age.equals(Syscalls.newest()) ? "" : " with a libseccomp of Linux " + age);
  }

  private boolean means(Policy policy) {
    Diagrams diagrams = meaning.diagrams();
    return PolicyMeaning.of(policy, diagrams).equals(meaning);
  }

  /** {@return the last kernels that releases of libseccomp know, newest first} */
  private static List<KernelVersion> ages() {
    Set<KernelVersion> ages = new LinkedHashSet<>(List.of(Syscalls.newest()));
    LibseccompRelease.all().stream()
        .map(LibseccompRelease::kernel)
        .filter(age -> age.compareTo(OLDEST) >= 0)
        .forEach(ages::add);
    return new ArrayList<>(ages);
  }

  /** {@return capability sets, with what is said of them} */
  private static Map<String, Set<String>> candidates(Set<String> bounding) {
    Map<String, Set<String>> candidates = new LinkedHashMap<>();
    Set<String> docker = ReadOptions.DOCKER_CAPABILITIES;
    candidates.put("", docker);
    for (String capability : ASKED_FOR) {
      Set<String> more = new TreeSet<>(docker);
      more.add(capability);
      candidates.put(" with " + capability, more);
    }
    candidates.put(" with no capabilities", Set.of());
    candidates.put(" with the capabilities that the process has", bounding);
    return candidates;
  }
}
