package callgate.format.oci;

import callgate.format.Actions;
import callgate.format.ContainerRuntime;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.ArgumentTest;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes a policy as a profile that means the same to a container runtime, as far as it can. */
final class OciWriter {
  private static final int ENOSYS = 38;

  private final Policy policy;
  private final Draft draft;
  private final boolean answersNewer;
  private final boolean widen;
  private final List<Loss> losses;
  private final List<String> notes;

  private final ProfileText text;

  private OciWriter(Policy policy, WriteOptions options, boolean kubernetes) {
    ContainerRuntime runtime = options.runtime();
    this.policy = policy;
    this.widen = options.widen();
    boolean crun = runtime.isCrun();
    this.answersNewer = !crun && answersNewer(policy.defaultAction());
    OciDialect dialect = new OciDialect(crun, answersNewer);
    this.draft =
        Drafting.of(policy, kubernetes ? new KubernetesDialect(dialect) : dialect, options);
    this.text = kubernetes ? new KubernetesYaml(policy.name()) : new OciJson();
    this.losses = new ArrayList<>(draft.losses());
    this.notes = new ArrayList<>(draft.notes());
    if (policy.flags().isEmpty()
        && (runtime == ContainerRuntime.DOCKER || runtime == ContainerRuntime.PODMAN)) {
      notes.add(runtime.token() + " sets spec_allow where a profile has no flags");
    }
  }

  /** {@return the profile for a runtime} */
  static Rendering write(Policy policy, WriteOptions options) {
    return new OciWriter(policy, options, false).write();
  }

  /** {@return the same as an object of Kubernetes} */
  static Rendering writeForKubernetes(Policy policy, WriteOptions options) {
    return new OciWriter(policy, options, true).write();
  }

  private Rendering write() {
    text.defaultAction(draft.defaultAction());
    machines();
    text.flags(draft.flags());
    Map<EntryKey, Set<String>> entries = new LinkedHashMap<>();
    for (CallDraft call : draft.calls()) {
      for (CallDraft.Case one : call.cases()) {
        for (List<ArgumentTest> tests : one.alternatives()) {
          add(new EntryKey(one.action(), tests, call.reason()), call.name(), entries);
        }
      }
    }
    newer(entries);
    return Rendering.text(text.with(sorted(entries)), losses, notes);
  }

  /** What names may share. */
  private record EntryKey(Action action, List<ArgumentTest> tests, String comment) {}

  private Position start() {
    return Position.of(policy.name());
  }

  private void lose(String what) {
    losses.add(new Loss(start(), what));
  }

  /** Names the ABIs: by machine where the policy is for several. */
  private void machines() {
    Map<Abi, List<Abi>> machines = new LinkedHashMap<>();
    for (Abi abi : policy.abis()) {
      machines.computeIfAbsent(abi.machine(), _ -> new ArrayList<>()).add(abi);
    }
    machines.forEach((machine, abis) -> {
      if (!abis.remove(machine)) {
        String what = "a container runtime adds " + machine.token() + " to these ABIs";
        if (!widen) {
          throw new BadInput(
              start(), what + ": more would be allowed; --lossy --widen takes that, and shows it");
        }
        lose(what);
      }
    });
    if (machines.size() == 1) {
      text.architectures(policy.abis());
    } else {
      text.archMap(machines);
    }
  }

  private static void add(EntryKey key, String name, Map<EntryKey, Set<String>> entries) {
    entries.computeIfAbsent(key, _ -> new TreeSet<>()).add(name);
  }

  /**
   * Sees to newer calls. runc answers ENOSYS above the largest number that a profile names, so
   * naming the last call that the policy knows, for the default action, draws the line there.
   */
  private void newer(Map<EntryKey, Set<String>> entries) {
    Action given = policy.newer().action(policy.defaultAction());
    boolean asDefault = given.equals(policy.defaultAction());
    if (!answersNewer || (asDefault && given.equals(Action.errno(ENOSYS)))) {
      return;
    }
    if (!given.equals(Action.errno(ENOSYS))) {
      lose(
          "runc answers calls above the largest named one with ENOSYS, not " + Actions.text(given));
      return;
    }
    Set<String> last = new TreeSet<>();
    for (Abi abi : policy.abis()) {
      limit(abi).flatMap(limit -> Syscalls.name(abi, limit)).ifPresent(last::add);
    }
    entries.forEach((_, names) -> last.removeAll(names));
    if (!last.isEmpty()) {
      entries
          .computeIfAbsent(
              new EntryKey(
                  policy.defaultAction(),
                  List.of(),
                  "the last that the policy knows: runc answers ENOSYS above them"),
              _ -> new TreeSet<>())
          .addAll(last);
    }
    later(entries);
  }

  private static boolean answersNewer(Action standard) {
    return switch (standard.kind()) {
      case ALLOW, LOG, TRACE -> false;
      default -> true;
    };
  }

  private Optional<Integer> limit(Abi abi) {
    return switch (policy.newer()) {
      case Newer.AsDefault() -> Optional.empty();
      case Newer.Since(var kernel, _) -> Optional.of(Syscalls.largest(abi, kernel));
      case Newer.Above(var largest, _) -> Optional.ofNullable(largest.get(abi));
    };
  }

  /** Names the calls that came later but have numbers below the line. */
  private void later(Map<EntryKey, Set<String>> entries) {
    if (!(policy.newer() instanceof Newer.Since(var kernel, Action action))) {
      return;
    }
    Set<String> named = new TreeSet<>();
    policy
        .rules()
        .forEach(rule ->
            rule.calls()
                .forEach(calls -> {
                  if (calls instanceof Calls.Named(String name)) {
                    named.add(name);
                  }
                }));
    Set<String> later = new TreeSet<>();
    for (Abi abi : policy.abis()) {
      for (String name : Syscalls.names(abi)) {
        int number = Syscalls.number(abi, name).orElseThrow();
        if (Integer.compareUnsigned(number, Syscalls.largest(abi, kernel)) <= 0
            && !named.contains(name)
            && Syscalls.since(abi, name).filter(since -> since.compareTo(kernel) > 0).isPresent()) {
          later.add(name);
        }
      }
    }
    if (!later.isEmpty()) {
      entries
          .computeIfAbsent(
              new EntryKey(action, List.of(), "newer than Linux " + kernel), _ -> new TreeSet<>())
          .addAll(later);
    }
  }

  /** {@return entries in the order that people look for them: many names first, then by name} */
  private static List<ProfileText.Entry> sorted(Map<EntryKey, Set<String>> entries) {
    List<ProfileText.Entry> sorted = new ArrayList<>();
    entries.forEach((key, names) ->
        sorted.add(
            new ProfileText.Entry(List.copyOf(names), key.action(), key.tests(), key.comment())));
    sorted.sort(
        Comparator.comparingInt((ProfileText.Entry entry) -> entry.tests().isEmpty() ? 0 : 1)
            .thenComparingInt(entry -> entry.tests().isEmpty() ? -entry.names().size() : 0)
            .thenComparing(entry -> entry.names().getFirst()));
    return sorted;
  }
}
