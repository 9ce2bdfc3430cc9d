package callgate.format.firejail;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes the lines of a profile that are about system calls. */
final class FirejailWriter {
  /** What firejail itself does between installing the filters and executing the program. */
  static final Set<String> NEEDED = Set.of("execve", "prctl");

  private final Draft draft;
  private final Policy policy;
  private final WriteOptions options;
  private final Action error;
  private final List<Loss> losses;

  private FirejailWriter(Policy policy, WriteOptions options) {
    this.policy = policy;
    this.options = options;
    Action standard = policy.defaultAction();
    boolean says = !standard.lets() && new FirejailDialect(standard).says(standard);
    this.error = says ? standard : Action.errno(1);
    Action foreign = policy.foreignAction().lets() ? Action.ALLOW : error;
    this.draft = Drafting.of(policy, new FirejailDialect(foreign), options);
    this.losses = new ArrayList<>(draft.losses());
  }

  /** {@return the policy as lines of a profile} */
  static Rendering write(Policy policy, WriteOptions options) {
    return new FirejailWriter(policy, options).lines();
  }

  private Rendering lines() {
    StringBuilder text = new StringBuilder();
    text.append("# for ").append(draft.abis().getFirst().token()).append('\n');
    Action standard = draft.defaultAction();
    Action used = standard.lets() ? error : standard;
    if (!used.equals(Action.errno(1))) {
      text.append("seccomp-error-action ").append(word(used)).append('\n');
    }
    if (!policy.foreignAction().lets()) {
      text.append("seccomp.block-secondary\n");
      personality();
    } else if (draft.abis().getFirst() == Abi.X86_64) {
      losses.add(new Loss(Position.of(policy.name()), "every filter of firejail's stops x32"));
    }
    List<String> items = standard.lets() ? dropped(used) : kept(used);
    if (items.isEmpty() && policy.foreignAction().lets()) {
      throw new BadInput(
          Position.of(policy.name()), "this stops nothing; no line of a profile says that");
    }
    if (!items.isEmpty()) {
      text.append(standard.lets() ? "seccomp.drop " : "seccomp.keep ");
      text.append(String.join(",", items)).append('\n');
    }
    return Rendering.text(text.toString(), losses, draft.notes());
  }

  private Optional<Action> action(String name) {
    return draft.calls().stream()
        .filter(call -> call.name().equals(name))
        .map(call -> call.cases().getFirst().action())
        .findFirst();
  }

  /** Says what {@code seccomp.block-secondary} stops beside other ABIs. */
  private void personality() {
    Action action = action("personality").orElse(draft.defaultAction());
    if (action.lets()) {
      losses.add(
          new Loss(
              Position.of(policy.name()),
              "seccomp.block-secondary lets personality through with 0 and 0xffffffff only"));
    }
  }

  private List<String> dropped(Action used) {
    List<String> items = new ArrayList<>();
    for (CallDraft call : draft.calls()) {
      items.add(item(call, used));
    }
    return items;
  }

  private List<String> kept(Action used) {
    List<String> items = new ArrayList<>();
    Set<String> open = new TreeSet<>(CallGroups.members(CallGroups.KEPT).orElseThrow());
    for (CallDraft call : draft.calls()) {
      open.remove(call.name());
      items.add(item(call, used));
    }
    Set<String> needed = new TreeSet<>(NEEDED);
    needed.retainAll(open);
    if (!needed.isEmpty()) {
      Position start = Position.of(policy.name());
      String what =
          "firejail needs "
              + String.join(" and ", needed)
              + " itself, and lets the program have them too";
      if (!options.widen()) {
        throw new BadInput(
            start, what + ": more would be allowed; --lossy --widen takes that, and shows it");
      }
      losses.add(new Loss(start, what));
    }
    open.removeAll(NEEDED);
    open.forEach(name -> items.add("!" + name));
    return items;
  }

  private static String item(CallDraft call, Action used) {
    Action action = call.cases().getFirst().action();
    if (action.lets() || action.equals(used)) {
      return call.name();
    }
    return call.name() + ":" + word(action);
  }

  private static String word(Action action) {
    return action.kind() == Action.Kind.ERRNO ? Errno.name(action.data()).orElseThrow() : "kill";
  }
}
