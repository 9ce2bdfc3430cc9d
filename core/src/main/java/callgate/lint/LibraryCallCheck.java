package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action;
import callgate.policy.Action.Kind;
import callgate.policy.Position;
import callgate.syscall.Abi;
import callgate.syscall.Errno;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether libraries and programs live with the denial of calls that they try first. Judged only
 * where the older call is let through: what is denied in every form is denied on purpose.
 */
final class LibraryCallCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    for (LibraryCall use : LibraryCalls.read()) {
      for (Abi abi : use.isMadeBy(subject.target()) ? subject.usable() : List.<Abi>of()) {
        judge(subject, use, abi, troubles);
      }
    }
    Map<Cause, List<Trouble>> causes = new LinkedHashMap<>();
    for (Trouble trouble : troubles.values()) {
      causes.computeIfAbsent(trouble.cause(subject), _ -> new ArrayList<>()).add(trouble);
    }
    return causes.entrySet().stream()
        .map(entry -> entry.getKey().finding(subject, entry.getValue()))
        .toList();
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

    /** {@return what makes this and another one a single mistake: what is said, and where} */
    Cause cause(Subject subject) {
      Set<String> actions = new TreeSet<>();
      for (Abi each : abis) {
        subject.actions(each, first.call()).forEach(action -> actions.add(action.toString()));
      }
      String gets = Words.and(actions) + " on " + Words.abis(abis);
      return new Cause(code, subject.position(witness(subject)), gets);
    }

    Witness witness(Subject subject) {
      return subject.witness(abis.iterator().next(), first.call(), Diagrams.TRUE);
    }

    private String older() {
      return before.isEmpty() ? "doing without" : Words.all(before);
    }

    /** {@return who makes the call, and what they do when it is denied} */
    String explanation() {
      String what =
          switch (code) {
            case FALLS_BACK -> "The older call does the job.";
            case FALLBACK_BLOCKED ->
                first.fallback().any()
                    ? "They go on after any error, but not after this."
                    : "They go back to "
                        + older()
                        + " only after "
                        + Words.and(new TreeSet<>(first.fallback().errnos()))
                        + ".";
            case SUCCESSOR_MISSING -> "They don't go back to the older call.";
            default -> "Nobody asked for the call, so nobody handles the error.";
          };
      return String.join("; ", users) + ". " + what;
    }
  }

  /**
   * What several calls can have in common.
   *
   * @param gets which actions they get on which ABIs
   */
  private record Cause(Code code, Position position, String gets) {
    Finding finding(Subject subject, List<Trouble> troubles) {
      List<String> calls = troubles.stream().map(trouble -> trouble.first.call()).toList();
      boolean one = calls.size() == 1;
      return Finding.of(
              code,
              position,
              Words.all(calls)
                  + (one ? " gets " : " get ")
                  + gets
                  + consequence(troubles.getFirst(), one),
              one ? "Who calls it: " + troubles.getFirst().explanation() : each(troubles),
              fix(subject, calls))
          .shownBy(troubles.getFirst().witness(subject));
    }

    private static String each(List<Trouble> troubles) {
      return troubles.stream()
          .map(trouble -> "Who calls " + trouble.first.call() + ": " + trouble.explanation())
          .collect(Collectors.joining(" "));
    }

    private String consequence(Trouble only, boolean one) {
      return switch (code) {
        case FALLS_BACK -> one ? ", so " + only.older() + " is used" : ", so older calls are used";
        case FALLBACK_BLOCKED -> ", not one of the errors that libraries fall back on";
        case SUCCESSOR_MISSING ->
            one ? ", unlike the older " + only.older() : ", unlike the older calls";
        default -> "";
      };
    }

    private String fix(Subject subject, List<String> calls) {
      String them = calls.size() == 1 ? "it" : "them";
      return switch (code) {
        case FALLBACK_BLOCKED ->
            "give " + them + " ENOSYS" + subject.snippet().noSuchCall(calls) + ", or allow " + them;
        case FALLS_BACK -> "allow " + them + ", if the newer call is wanted";
        default -> "allow " + them + subject.snippet().allow(calls);
      };
    }
  }
}
