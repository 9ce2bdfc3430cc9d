package callgate.format;

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
import java.util.stream.Stream;

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

  private Recognition() {}

  /**
   * What a filter may be.
   *
   * @param title such as {@code builtin:docker with CAP_SYS_ADMIN}
   */
  public record Candidate(String title, Policy policy) {}

  /**
   * {@return such as {@code builtin:docker with CAP_SYS_ADMIN}; empty when it is none of them}
   *
   * @param options the kernel and the machine
   * @param bounding what the process can have at most, as {@code CAP_...} names
   */
  public static Optional<String> of(Meaning meaning, ReadOptions options, Set<String> bounding) {
    return Builtins.namesOn(options.abi()).stream()
        .flatMap(name -> candidates(name, options, bounding))
        .filter(
            candidate -> PolicyMeaning.of(candidate.policy(), meaning.diagrams()).equals(meaning))
        .map(Candidate::title)
        .findFirst();
  }

  /** {@return all that a policy that comes with Callgate may have become, the likeliest first} */
  public static Stream<Candidate> candidates(
      String name, ReadOptions options, Set<String> bounding) {
    Map<String, Set<String>> capabilities =
        Builtins.asksForCapabilities(name)
            ? capabilities(bounding)
            : Map.of("", ReadOptions.DOCKER_CAPABILITIES);
    return capabilities.entrySet().stream()
        .flatMap(each -> {
          String title = "builtin:" + name + each.getKey();
          ReadOptions asked =
              options.withCapabilities(each.getValue()).withRuntime(ContainerRuntime.RUNC);
          Policy policy = Builtins.read(name, asked).policy();
          return Stream.concat(
              Stream.of(new Candidate(title, policy)),
              Builtins.isOfContainers(name) ? installed(name, title, policy) : Stream.of());
        });
  }

  private static Stream<Candidate> installed(String name, String title, Policy policy) {
    return runtimes(name).stream()
        .flatMap(runtime -> {
          Policy whole = Builtins.under(runtime, policy);
          return ages().stream()
              .map(age ->
                  new Candidate(title + installed(runtime, age), new KnownCalls(age).of(whole)));
        });
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
  private static Map<String, Set<String>> capabilities(Set<String> bounding) {
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
