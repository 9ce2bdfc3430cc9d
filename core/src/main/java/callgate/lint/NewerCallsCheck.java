package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action.Kind;
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
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which calls a list of denials lets through only because they are newer than the list: nobody
 * thought of them when it was written.
 */
final class NewerCallsCheck implements Check {
  /** Older kernels are not counted: what they brought is known to who writes a list today. */
  private static final KernelVersion OLDEST = new KernelVersion(5, 0);

  /**
   * A list of denials that is as old on some ABIs.
   *
   * @param newer the calls that it lets through, by the kernels that brought them
   */
  private record Gap(KernelVersion known, List<Abi> abis, Map<KernelVersion, Set<String>> newer) {
    List<String> calls() {
      return newer.values().stream().flatMap(Set::stream).distinct().toList();
    }
  }

  @Override
  public List<Finding> check(Subject subject) {
    Map<KernelVersion, Gap> gaps = new LinkedHashMap<>();
    for (Abi abi : subject.confined()) {
      Optional<KernelVersion> known =
          letsFuture(subject, abi) ? newest(subject, abi) : Optional.empty();
      Map<KernelVersion, List<String>> newer =
          known.map(version -> newer(subject, abi, version)).orElse(Map.of());
      if (!newer.isEmpty()) {
        Gap gap =
            gaps.computeIfAbsent(
                known.orElseThrow(),
                version -> new Gap(version, new ArrayList<>(), new TreeMap<>()));
        gap.abis().add(abi);
        newer.forEach((since, calls) ->
            gap.newer().computeIfAbsent(since, _ -> new LinkedHashSet<>()).addAll(calls));
      }
    }
    return gaps.values().stream().map(gap -> finding(subject, gap)).toList();
  }

  private static boolean letsFuture(Subject subject, Abi abi) {
    int future = subject.node(abi, UnknownCallsCheck.future(abi));
    return subject.sets().actions(future).stream().allMatch(action -> action.kind() == Kind.ALLOW);
  }

  private static Finding finding(Subject subject, Gap gap) {
    Abi abi = gap.abis().getFirst();
    List<String> calls = gap.calls();
    String first = calls.getFirst();
    return Finding.of(
            Code.NEWER_LET,
            subject.position(),
            (calls.size() == 1 ? "1 call" : calls.size() + " calls")
                + " that came after Linux "
                + gap.known()
                + (calls.size() == 1 ? " is" : " are")
                + " let through on "
                + Words.abis(gap.abis())
                + ": the list of denials has none that is newer",
            "These are "
                + gap.newer().entrySet().stream()
                    .map(entry -> Words.all(entry.getValue()) + " (" + entry.getKey() + ")")
                    .collect(Collectors.joining(", "))
                + ". What comes next is let through too.",
            "deny those that programs don't need, and give what comes later ENOSYS"
                + (subject.snippet() == Snippet.CALLGATE
                    ? " (newer: errno(ENOSYS), kernel: " + Syscalls.newest() + ")"
                    : "")
                + ", or list what is allowed instead")
        .shownBy(subject.witness(abi, first, subject.lets(abi, first)));
  }

  /** {@return the kernel that brought the newest of the calls that are not simply let through} */
  private static Optional<KernelVersion> newest(Subject subject, Abi abi) {
    return Syscalls.names(abi).stream()
        .filter(call -> subject.lets(abi, call) != Diagrams.TRUE)
        .flatMap(call -> Syscalls.since(abi, call).stream())
        .max(KernelVersion::compareTo)
        .map(newest -> newest.compareTo(OLDEST) < 0 ? OLDEST : newest);
  }

  /** {@return the calls of later kernels, up to that of the target, by kernel} */
  private static Map<KernelVersion, List<String>> newer(
      Subject subject, Abi abi, KernelVersion known) {
    Map<KernelVersion, List<String>> newer = new TreeMap<>();
    for (String call : Syscalls.names(abi)) {
      Syscalls.since(abi, call)
          .filter(since -> since.compareTo(known) > 0)
          .filter(since -> isThere(subject, since))
          .ifPresent(since -> newer.computeIfAbsent(since, _ -> new ArrayList<>()).add(call));
    }
    return newer;
  }

  private static boolean isThere(Subject subject, KernelVersion since) {
    Release release = new Release(since.major(), since.minor(), 0);
    return subject
        .target()
        .release(Software.KERNEL)
        .filter(kernel -> kernel.compareTo(release) < 0)
        .isEmpty();
  }
}
