package callgate.format;

import callgate.decision.Diagrams;
import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import callgate.policy.Action;
import callgate.policy.Policy;
import callgate.syscall.Abi;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Finds out which of the policies that come with Callgate a filter means: with which capabilities,
 * and as which container runtime with how old a libseccomp installs it.
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

  /** By name, kernel and machine: reading them takes longer than all the rest. */
  private static final Map<String, Policy> READ = new ConcurrentHashMap<>();

  private final Meaning meaning;
  private final ReadOptions options;
  private final List<KernelVersion> ages = ages();

  private Recognition(Meaning meaning, ReadOptions options) {
    this.meaning = meaning;
    this.options = options;
  }

  /**
   * {@return the policy that a filter means, or else that of a container runtime which is nearest
   * on the machine's main ABI; empty when none is near}
   *
   * @param options the kernel and the machine
   * @param bounding what the process can have at most, as {@code CAP_...} names
   */
  public static Optional<Likeness> of(Meaning meaning, ReadOptions options, Set<String> bounding) {
    Recognition recognition = new Recognition(meaning, options);
    Optional<Likeness> nearest = Optional.empty();
    for (String name : Builtins.namesOn(options.abi())) {
      Optional<Likeness> found = recognition.as(name, bounding);
      if (found.filter(Likeness::exact).isPresent()) {
        return found;
      }
      if (Builtins.isOfContainers(name) && isNearer(found, nearest)) {
        nearest = found;
      }
    }
    return nearest;
  }

  /**
   * What a filter may be.
   *
   * @param title such as {@code builtin:docker with CAP_SYS_ADMIN}
   */
  public record Candidate(String title, Policy policy) {}

  /** {@return all that a policy that comes with Callgate may have become, the likeliest first} */
  public static Stream<Candidate> candidates(
      String name, ReadOptions options, Set<String> bounding) {
    return capabilities(name, bounding).entrySet().stream()
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

  private static boolean isNearer(Optional<Likeness> found, Optional<Likeness> nearest) {
    return found.isPresent()
        && (nearest.isEmpty() || found.get().distance() < nearest.get().distance());
  }

  /** {@return how near a filter is to a policy, with the capabilities that bring it nearest} */
  private Optional<Likeness> as(String name, Set<String> bounding) {
    Optional<Likeness> nearest = Optional.empty();
    for (Map.Entry<String, Set<String>> candidate : capabilities(name, bounding).entrySet()) {
      Policy policy = policy(name, candidate.getKey(), candidate.getValue());
      Likeness likeness = likeness("builtin:" + name + candidate.getKey(), policy);
      if (likeness.exact()) {
        return Optional.of(likeness);
      }
      // With other capabilities it is not far from the default.
      if (nearest.isEmpty() && likeness.distance() > Likeness.MOST) {
        return Optional.empty();
      }
      Optional<String> installed = installed(name, policy, likeness);
      if (installed.isPresent()) {
        return Optional.of(likeness.exactly(likeness.policy() + installed.get()));
      }
      if (isNearer(Optional.of(likeness), nearest)) {
        nearest = Optional.of(likeness);
      }
    }
    return nearest;
  }

  private Policy policy(String name, String title, Set<String> capabilities) {
    ReadOptions asked = options.withCapabilities(capabilities).withRuntime(ContainerRuntime.RUNC);
    return title.isEmpty()
        ? READ.computeIfAbsent(
            name + ' ' + options.kernel() + ' ' + options.abi().token(),
            _ -> Builtins.read(name, asked).policy())
        : Builtins.read(name, asked).policy();
  }

  private Likeness likeness(String title, Policy policy) {
    Meaning candidate = PolicyMeaning.of(policy, meaning.diagrams());
    return Likeness.between(title, candidate, meaning, options.host());
  }

  /**
   * {@return by whom and with how old a libseccomp a policy was installed, for which of its ABIs,
   * if that explains all differences: an old libseccomp lets nothing through that the policy stops}
   */
  private Optional<String> installed(String name, Policy policy, Likeness likeness) {
    if (likeness.looser() > 0 || likeness.oldest().compareTo(OLDEST) <= 0) {
      return Optional.empty();
    }
    List<Abi> usable = usable(policy);
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    Policy about = policy.withAbis(usable);
    String abis = usable.equals(policy.abis()) ? "" : only(usable);
    if (means(about)) {
      return Optional.of(abis);
    }
    List<ContainerRuntime> runtimes = Builtins.isOfContainers(name) ? runtimes(name) : List.of();
    for (ContainerRuntime runtime : runtimes) {
      Policy whole = Builtins.under(runtime, about);
      for (KernelVersion age : ages) {
        if (means(new KnownCalls(age).of(whole))) {
          return Optional.of(abis + installed(runtime, age));
        }
      }
    }
    return Optional.empty();
  }

  /** {@return those of a policy's ABIs that the filter lets some call through on} */
  private List<Abi> usable(Policy policy) {
    return policy.abis().stream()
        .filter(abi ->
            Syscalls.names(abi).stream()
                .map(call -> Syscalls.number(abi, call).orElseThrow())
                .anyMatch(number -> lets(meaning.map(abi.auditArch()).nodeOf(number))))
        .toList();
  }

  private boolean lets(int node) {
    return Diagrams.isLeaf(node) && Action.of(meaning.diagrams().value(node)).lets();
  }

  private static String only(List<Abi> abis) {
    return ", on " + String.join(" and ", abis.stream().map(Abi::token).toList()) + " only";
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

  /** {@return the capability sets that a policy may have been read with, and what is said then} */
  private static Map<String, Set<String>> capabilities(String name, Set<String> bounding) {
    Set<String> docker = ReadOptions.DOCKER_CAPABILITIES;
    if (!Builtins.asksForCapabilities(name)) {
      return Map.of("", docker);
    }
    Map<String, Set<String>> candidates = new LinkedHashMap<>();
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
