package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether libraries and programs live with the denial of calls that they try first. Judged only
 * where the older call is let through: what is denied in every form is denied on purpose.
 */
final class LibraryCallCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    for (LibraryCall use : LibraryCalls.read()) {
      for (Abi abi : use.isMadeBy(subject.target()) ? subject.abis() : List.<Abi>of()) {
        judge(subject, use, abi, troubles);
      }
    }
    return troubles.values().stream().map(trouble -> trouble.finding(subject)).toList();
  }

  private static void judge(
      Subject subject, LibraryCall use, Abi abi, Map<String, Trouble> troubles) {
    if (!use.concerns(abi)
        || Syscalls.number(abi, use.call()).isEmpty()
        || subject.letsSome(abi, use.call())) {
      return;
    }
    Set<Action> actions = subject.actions(abi, use.call());
    boolean wanted =
        use.before().isEmpty()
            || use.before().stream().anyMatch(before -> subject.letsSome(abi, before));
    if (!wanted || actions.stream().anyMatch(LibraryCallCheck::isLeftToOthers)) {
      return;
    }
    boolean fine = actions.stream().allMatch(action -> use.livesWith(action, abi));
    if (fine && (subject.target().isAny() || use.before().isEmpty())) {
      return;
    }
    Code code =
        fine
            ? Code.FALLS_BACK
            : use.software() == Software.KERNEL
                ? Code.KERNEL_CALLS
                : use.fallback().isNone() ? Code.SUCCESSOR_MISSING : Code.FALLBACK_BLOCKED;
    troubles
        .computeIfAbsent(code.id() + use.call(), _ -> new Trouble(code, use))
        .add(subject, use, abi);
  }

  /** {@return whether a supervisor or a tracer decides} */
  private static boolean isLeftToOthers(Action action) {
    return action.kind() == Kind.USER_NOTIF || action.kind() == Kind.TRACE;
  }

  /** {@return whether an action makes a call fail with the error of that name} */
  static boolean isError(Action action, String name, Abi abi) {
    return action.kind() == Kind.ERRNO
        && Errno.number(abi, name).equals(OptionalInt.of(action.data()));
  }

  /** One call that causes trouble, to whom, and on which ABIs. */
  private static final class Trouble {
    private final Code code;
    private final LibraryCall first;
    private final Set<String> users = new LinkedHashSet<>();
    private final Set<Abi> abis = new LinkedHashSet<>();
    private final Set<String> before = new LinkedHashSet<>();

    Trouble(Code code, LibraryCall first) {
      this.code = code;
      this.first = first;
    }

    void add(Subject subject, LibraryCall use, Abi abi) {
      users.add(use.title());
      abis.add(abi);
      use.before().stream().filter(call -> subject.letsSome(abi, call)).forEach(before::add);
    }

    Finding finding(Subject subject) {
      Abi abi = abis.iterator().next();
      Witness witness = subject.witness(abi, first.call(), Diagrams.TRUE);
      Set<String> actions = new TreeSet<>();
      for (Abi each : abis) {
        subject.actions(each, first.call()).forEach(action -> actions.add(action.toString()));
      }
      String text = first.call() + " gets " + Words.and(actions) + " on " + Words.abis(abis);
      return Finding.of(
              code,
              subject.position(witness),
              text + consequence(),
              "Who calls it: " + String.join("; ", users) + ". " + explanation(),
              fix())
          .shownBy(witness);
    }

    private String consequence() {
      return switch (code) {
        case FALLS_BACK -> ", so " + Words.and(before) + " is used";
        case FALLBACK_BLOCKED -> ", not one of the errors that libraries fall back on";
        case SUCCESSOR_MISSING -> ", unlike the older " + Words.and(before);
        default -> "";
      };
    }

    private String explanation() {
      return switch (code) {
        case FALLS_BACK -> "The older call does the job.";
        case FALLBACK_BLOCKED ->
            first.fallback().any()
                ? "They go on after any error, but not after this."
                : "They go back to "
                    + (before.isEmpty() ? "doing without" : Words.and(before))
                    + " only after "
                    + Words.and(new TreeSet<>(first.fallback().errnos()))
                    + ".";
        case SUCCESSOR_MISSING -> "They don't go back to the older call.";
        default -> "Nobody asked for the call, so nobody handles the error.";
      };
    }

    private String fix() {
      return switch (code) {
        case FALLBACK_BLOCKED ->
            "give it ENOSYS (errno(ENOSYS): [" + first.call() + "]), or allow it";
        case FALLS_BACK -> "allow it, if the newer call is wanted";
        default -> "allow it (allow: [" + first.call() + "])";
      };
    }
  }
}
