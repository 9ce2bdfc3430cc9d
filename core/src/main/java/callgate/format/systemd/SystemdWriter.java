package callgate.format.systemd;

import callgate.format.Rendering;
import callgate.format.Rendering.Loss;
import callgate.format.WriteOptions;
import callgate.format.writing.CallDraft;
import callgate.format.writing.Draft;
import callgate.format.writing.Drafting;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes a policy as a drop-in: calls by name, so that no version's groups matter. */
final class SystemdWriter {
  private static final int WIDTH = 98;
  private static final String FILTER = "SystemCallFilter=";
  private static final String LOG = "SystemCallLog=";

  private final Draft draft;
  private final Policy policy;
  private final SystemdGroups groups;
  private final List<Loss> losses;
  private final StringBuilder out = new StringBuilder();

  private SystemdWriter(Policy policy, WriteOptions options) {
    this.policy = policy;
    this.groups = new SystemdGroups(options.systemd());
    boolean answers = SystemdReader.answersUnknown(options.systemd());
    boolean allows = !policy.defaultAction().lets();
    this.draft =
        Drafting.of(policy, new SystemdDialect(restricts(policy), answers && allows), options);
    this.losses = new ArrayList<>(draft.losses());
  }

  static Rendering write(Policy policy, WriteOptions options) {
    return new SystemdWriter(policy, options).write();
  }

  /** {@return whether the unit must name its ABIs: those left out would be filtered, not killed} */
  private static boolean restricts(Policy policy) {
    return !policy.foreignAction().lets()
        || policy.abis().stream()
            .anyMatch(abi -> !policy.abis().containsAll(Architectures.local(abi.machine())));
  }

  private Rendering write() {
    out.append("# ").append(title()).append("\n[Service]\n");
    if (restricts(policy)) {
      architectures();
    }
    Map<Action, Set<String>> byAction = new LinkedHashMap<>();
    for (CallDraft call : draft.calls()) {
      byAction
          .computeIfAbsent(call.cases().getFirst().action(), _ -> new TreeSet<>())
          .add(call.name());
    }
    int before = restricts(policy) ? 0 : out.length();
    filter(byAction);
    log(byAction);
    if (out.length() == before) {
      throw new BadInput(
          Position.of(policy.name()),
          "this lets every call through, as a unit without SystemCallFilter= does");
    }
    return Rendering.text(out.toString(), losses, draft.notes());
  }

  private String title() {
    String name =
        policy
            .name()
            .codePoints()
            .map(c -> Character.isISOControl(c) ? '?' : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return name.endsWith("\\") ? name + "." : name;
  }

  private void architectures() {
    Set<String> names = new LinkedHashSet<>();
    for (Abi abi : policy.abis()) {
      names.add(abi == abi.machine() ? Architectures.NATIVE : Architectures.name(abi));
      if (abi != abi.machine() && !policy.abis().contains(abi.machine())) {
        losses.add(
            new Loss(
                Position.of(policy.name()),
                "systemd adds " + abi.machine().token() + " to these ABIs"));
      }
    }
    lines("SystemCallArchitectures=", List.copyOf(names));
  }

  private void filter(Map<Action, Set<String>> byAction) {
    Action standard = draft.defaultAction();
    if (standard.lets()) {
      byAction.forEach((action, names) -> {
        if (!action.lets()) {
          lines(FILTER + "~", names.stream().map(name -> name + suffix(action)).toList());
        }
      });
      return;
    }
    Set<String> allowed = new TreeSet<>();
    byAction.forEach((action, names) -> {
      if (action.lets()) {
        allowed.addAll(names);
      }
    });
    boolean always =
        groups.members("@default").orElseThrow().stream()
            .filter(call ->
                policy.abis().stream().anyMatch(abi -> Syscalls.number(abi, call).isPresent()))
            .allMatch(allowed::contains);
    if (!always) {
      out.append("# An allow list starts with @default; this takes it away again.\n");
      out.append(FILTER).append("@default\n").append(FILTER).append("~@default\n");
    }
    lines(FILTER, List.copyOf(allowed));
    byAction.forEach((action, names) -> {
      if (!action.lets()) {
        lines(FILTER + "~", names.stream().map(name -> name + suffix(action)).toList());
      }
    });
    if (!standard.equals(Action.KILL_PROCESS)) {
      out.append("SystemCallErrorNumber=").append(Errno.text(standard.data())).append('\n');
    }
  }

  private static String suffix(Action action) {
    return action.equals(Action.KILL_PROCESS) ? ":kill" : ":" + Errno.text(action.data());
  }

  private void log(Map<Action, Set<String>> byAction) {
    if (draft.defaultAction().equals(Action.LOG)) {
      Set<String> others = new TreeSet<>(byAction.getOrDefault(Action.ALLOW, Set.of()));
      lines(LOG + "~", others.isEmpty() ? List.of(elsewhere()) : List.copyOf(others));
    } else {
      lines(LOG, List.copyOf(byAction.getOrDefault(Action.LOG, Set.of())));
    }
  }

  /** {@return a call that no ABI of the policy has: an empty list would be none} */
  private String elsewhere() {
    return Syscalls.names().stream()
        .filter(
            name -> policy.abis().stream().allMatch(abi -> Syscalls.number(abi, name).isEmpty()))
        .findFirst()
        .orElseThrow();
  }

  /** Writes words in lines that each say the same of some of them. */
  private void lines(String key, List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (!line.isEmpty() && key.length() + line.length() + 1 + word.length() > WIDTH) {
        out.append(key).append(line).append('\n');
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      out.append(key).append(line).append('\n');
    }
  }
}
