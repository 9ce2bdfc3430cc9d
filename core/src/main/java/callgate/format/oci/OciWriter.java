package callgate.format.oci;

import callgate.format.Actions;
import callgate.format.ContainerRuntime;
import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.oci.OciConditions.Value;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Calls;
import callgate.policy.Newer;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.policy.Rule;
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
  private final boolean crun;
  private final List<Loss> losses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private OciWriter(Policy policy, ContainerRuntime runtime) {
    this.policy = policy;
    this.crun = OciSurroundings.isCrun(runtime);
    if (policy.flags().isEmpty()
        && (runtime == ContainerRuntime.DOCKER || runtime == ContainerRuntime.PODMAN)) {
      notes.add(runtime.token() + " sets spec_allow where a profile has no flags");
    }
  }

  /** {@return the profile for a runtime} */
  static Rendering write(Policy policy, ContainerRuntime runtime) {
    return new OciWriter(policy, runtime).write();
  }

  private Rendering write() {
    OciJson json = new OciJson().defaultAction(sayable(policy.defaultAction(), start()));
    foreign();
    machines(json);
    json.flags(policy.flags());
    Map<EntryKey, Set<String>> entries = new LinkedHashMap<>();
    for (String name : names()) {
      call(name, entries);
    }
    numbers();
    newer(entries);
    return new Rendering(json.with(sorted(entries)), losses, notes);
  }

  /** What names may share. */
  private record EntryKey(Action action, Map<Integer, Value> tests, String comment) {}

  private Position start() {
    return Position.of(policy.name());
  }

  private void lose(Position position, String what) {
    losses.add(new Loss(position, what));
  }

  private Action sayable(Action action, Position position) {
    if (OciActions.canSay(action)) {
      return action;
    }
    lose(position, "a profile can't say " + Actions.text(action) + ", only trap");
    return Action.trap(0);
  }

  private void foreign() {
    Action foreign = policy.foreignAction();
    if (foreign.lets()) {
      lose(start(), "a container runtime never lets calls of other ABIs through");
    } else if (!foreign.equals(Action.KILL_THREAD)) {
      notes.add(
          "calls of other ABIs get kill_thread from a container runtime, not "
              + Actions.text(foreign));
    }
  }

  /** Names the ABIs: by machine where the policy is for several. */
  private void machines(OciJson json) {
    Map<Abi, List<Abi>> machines = new LinkedHashMap<>();
    for (Abi abi : policy.abis()) {
      machines.computeIfAbsent(abi.machine(), _ -> new ArrayList<>()).add(abi);
    }
    machines.forEach((machine, abis) -> {
      if (!abis.remove(machine)) {
        lose(start(), "a container runtime adds " + machine.token() + " to these ABIs");
      }
    });
    if (machines.size() == 1) {
      json.architectures(policy.abis());
    } else {
      json.archMap(machines);
    }
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Named(String name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private void call(String name, Map<EntryKey, Set<String>> entries) {
    OciCall call = new OciCall(policy, name);
    if (call.rules().isEmpty()) {
      return;
    }
    Position position = call.rules().getFirst().position();
    Optional<String> problem = call.problem();
    if (problem.isPresent()) {
      lose(position, problem.get());
      Action strictest = sayable(call.strictest(), position);
      if (!strictest.equals(policy.defaultAction())) {
        add(new EntryKey(strictest, Map.of(), ""), name, entries);
      }
      return;
    }
    call.entries()
        .orElseThrow()
        .forEach((action, alternatives) -> {
          Action said = sayable(action, position);
          for (Map<Integer, Value> tests : alternatives) {
            add(new EntryKey(said, tests, call.reason()), name, entries);
          }
        });
  }

  private static void add(EntryKey key, String name, Map<EntryKey, Set<String>> entries) {
    entries.computeIfAbsent(key, _ -> new TreeSet<>()).add(name);
  }

  /** Rules about numbers have no place in a profile, but runc has one of them itself. */
  private void numbers() {
    for (Rule rule : policy.rules()) {
      for (Calls calls : rule.calls()) {
        if (calls instanceof Calls.Numbered(int first, int last) && !isSetup(rule, first, last)) {
          String what =
              "a profile has only names, not the numbers "
                  + Integer.toUnsignedString(first)
                  + " to "
                  + Integer.toUnsignedString(last);
          if (policy.defaultAction().lets() && !rule.action().lets()) {
            throw new BadInput(rule.position(), what + "; without them it would allow too much");
          }
          lose(rule.position(), what);
        }
      }
    }
  }

  private boolean isSetup(Rule rule, int first, int last) {
    return !crun
        && first == 0
        && last == 0
        && rule.action().equals(Action.errno(ENOSYS))
        && rule.abis().stream().allMatch(abi -> abi == Abi.S390 || abi == Abi.S390X)
        && !rule.abis().isEmpty();
  }

  /**
   * Sees to newer calls. runc answers ENOSYS above the largest number that a profile names, so
   * naming the last call that the policy knows, for the default action, draws the line there.
   */
  private void newer(Map<EntryKey, Set<String>> entries) {
    Action given =
        switch (policy.newer()) {
          case Newer.AsDefault() -> policy.defaultAction();
          case Newer.Since(_, Action action) -> action;
          case Newer.Above(_, Action action) -> action;
        };
    boolean asDefault = given.equals(policy.defaultAction());
    boolean answers = !crun && answersNewer(policy.defaultAction());
    if (asDefault && (!answers || given.equals(Action.errno(ENOSYS)))) {
      return;
    }
    if (!answers || !given.equals(Action.errno(ENOSYS))) {
      lose(
          start(),
          answers
              ? "runc answers calls above the largest named one with ENOSYS, not "
                  + Actions.text(given)
              : "newer calls get the default action, not " + Actions.text(given));
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
                  Map.of(),
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
    Set<String> named = names();
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
              new EntryKey(action, Map.of(), "newer than Linux " + kernel), _ -> new TreeSet<>())
          .addAll(later);
    }
  }

  /** {@return entries in the order that people look for them: many names first, then by name} */
  private static List<OciJson.Entry> sorted(Map<EntryKey, Set<String>> entries) {
    List<OciJson.Entry> sorted = new ArrayList<>();
    entries.forEach((key, names) ->
        sorted.add(
            new OciJson.Entry(List.copyOf(names), key.action(), key.tests(), key.comment())));
    sorted.sort(
        Comparator.comparingInt((OciJson.Entry entry) -> entry.tests().isEmpty() ? 0 : 1)
            .thenComparingInt(entry -> entry.tests().isEmpty() ? -entry.names().size() : 0)
            .thenComparing(entry -> entry.names().getFirst()));
    return sorted;
  }
}
