package callgate.format;

import callgate.decision.Meaning;
import callgate.decision.PolicyMeaning;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out which of the policies that come with Callgate a filter means exactly. */
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

  private Recognition() {}

  /**
   * {@return such as {@code builtin:docker with CAP_SYS_ADMIN}; empty when it is none of them}
   *
   * @param options the kernel and the machine
   * @param bounding what the process can have at most, as {@code CAP_...} names
   */
  public static Optional<String> of(Meaning meaning, ReadOptions options, Set<String> bounding) {
    Map<String, Set<String>> candidates = candidates(bounding);
    for (String name : Builtins.namesOn(options.abi())) {
      for (Map.Entry<String, Set<String>> candidate : candidates.entrySet()) {
        Reading reading = Builtins.read(name, options.withCapabilities(candidate.getValue()));
        if (PolicyMeaning.of(reading.policy(), meaning.diagrams()).equals(meaning)) {
          return Optional.of("builtin:" + name + candidate.getKey());
        }
      }
    }
    return Optional.empty();
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
