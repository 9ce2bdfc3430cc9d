package callgate.explanation;

import callgate.decision.Call;
import callgate.decision.Decompiler;
import callgate.decision.Diagrams;
import callgate.decision.Inexpressible;
import callgate.decision.TooComplex;
import callgate.format.Source;
import callgate.format.SourceMeaning;
import callgate.lint.LibraryCall;
import callgate.lint.LibraryCalls;
import callgate.policy.Action;
import callgate.policy.BadInput;
import callgate.policy.Policy;
import callgate.policy.Position;
import callgate.simulation.Decision;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Errno;
import callgate.syscall.Families;
import callgate.syscall.Syscalls;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Explains calls that one policy stopped, or that some policy did that is not known. */
public final class Explainer {
  private final Optional<Policy> policy;
  private final Optional<Consequences> consequences;
  private final boolean written;

  private Explainer(Optional<Policy> policy, boolean written) {
    this.policy = policy;
    this.consequences = policy.map(Consequences::new);
    this.written = written;
  }

  /** {@return an explainer for when nothing is known about the policy} */
  public static Explainer withoutPolicy() {
    return new Explainer(Optional.empty(), false);
  }

  /** {@return an explainer for a policy} */
  public static Explainer of(Policy policy) {
    return new Explainer(Optional.of(policy), true);
  }

  /**
   * {@return an explainer for a policy, or for a filter: that is decompiled first, so that it has
   * no places}
   *
   * @param order the byte order of the machine that raw filters are for
   * @throws BadInput where a filter's meaning can't be told
   */
  public static Explainer of(Source source, ByteOrder order) {
    if (source instanceof Source.Written written) {
      return of(written.policy());
    }
    String name = source.name();
    var meaning = SourceMeaning.of(source, new Diagrams(), order).meaning();
    try {
      return new Explainer(Optional.of(Decompiler.decompile(meaning, name)), false);
    } catch (Inexpressible | TooComplex e) {
      throw new BadInput(Position.of(name), String.valueOf(e.getMessage()));
    }
  }

  /** {@return the policy, or what a filter was decompiled to} */
  public Optional<Policy> policy() {
    return policy;
  }

  /** {@return whether the policy was written by somebody, so that its rules have places} */
  public boolean hasPlaces() {
    return written;
  }

  /** {@return the errors that the policy gives; without one those that most policies give} */
  public Set<Integer> errnos() {
    if (policy.isEmpty()) {
      return Set.of(Errno.number("EPERM").orElseThrow(), Errno.number("ENOSYS").orElseThrow());
    }
    Policy known = policy.get();
    Set<Integer> errnos = new TreeSet<>();
    List<Action> actions = new ArrayList<>(List.of(known.defaultAction(), known.foreignAction()));
    known.rules().forEach(rule -> actions.add(rule.action()));
    actions.add(known.newer().action(known.defaultAction()));
    for (Action action : actions) {
      if (action.kind() == Action.Kind.ERRNO) {
        errnos.add(action.data());
      }
    }
    return errnos;
  }

  /** {@return why a call was stopped, and what to do about it} */
  public Explanation explain(Violation violation) {
    if (policy.isEmpty()) {
      return unjudged(violation);
    }
    return violation
        .abi()
        .map(abi -> judged(policy.get(), violation, abi))
        .orElseGet(() -> foreign(policy.get(), violation));
  }

  private Explanation unjudged(Violation violation) {
    List<String> notes = new ArrayList<>();
    violation.abi().ifPresent(abi -> notes.addAll(habits(violation, abi)));
    return new Explanation(
        violation, "", List.of(), "", "", Optional.empty(), List.of(), List.of(), notes);
  }

  /** {@return what libraries do after an error of this call} */
  private static List<String> habits(Violation violation, Abi abi) {
    String name = violation.name().orElse("");
    Action enosys = Action.errno(Errno.number(abi, "ENOSYS").orElseThrow());
    List<String> notes = new ArrayList<>();
    for (LibraryCall use : LibraryCalls.read()) {
      if (use.call().equals(name) && use.concerns(abi)) {
        notes.add(use.title() + ": " + habit(use, use.livesWith(enosys, abi)));
      }
    }
    return notes;
  }

  private static String habit(LibraryCall use, boolean fallsBack) {
    String before = String.join(" or ", use.before());
    if (use.fallback().any()) {
      return "any error does no harm";
    }
    if (fallsBack) {
      return before.isEmpty()
          ? "ENOSYS does no harm, any other error does"
          : "after ENOSYS, and after no other error, " + before + " does the job";
    }
    return before.isEmpty()
        ? "there is no other way"
        : "it is made in place of " + before + ", with no way back";
  }

  /** An ABI that Callgate does not know is foreign to every policy. */
  private static Explanation foreign(Policy policy, Violation violation) {
    Deciding part =
        new Deciding(policy.foreignAction(), new Decision.ByForeignAbi(), "", violation.call());
    String arch = "0x" + Integer.toHexString(violation.arch());
    return new Explanation(
        violation,
        policy.name(),
        List.of(part),
        "",
        "",
        Optional.empty(),
        List.of(),
        List.of(),
        List.of("the ABI with arch value " + arch + " is not one that Callgate knows"));
  }

  private Explanation judged(Policy policy, Violation violation, Abi abi) {
    Deciders deciders = new Deciders(policy, abi, violation.number());
    List<Deciding> all = deciders.of(violation.known());
    List<Deciding> agreeing = all.stream().filter(part -> agrees(violation, part)).toList();
    List<Deciding> parts = agreeing.isEmpty() ? all : agreeing;
    boolean logged = wasLogged(violation);
    List<Deciding> stopping =
        parts.stream()
            .filter(part -> logged ? !part.action().equals(Action.ALLOW) : !part.action().lets())
            .toList();
    List<Deciding> shown = stopping.isEmpty() ? parts : stopping;
    boolean stopped = !stopping.isEmpty();
    Optional<Call> nearest =
        stopped && violation.hasArguments() ? deciders.nearest(violation.call()) : Optional.empty();
    return new Explanation(
        violation,
        policy.name(),
        shown.stream().map(this::placed).toList(),
        doubt(policy, violation, agreeing.isEmpty(), parts),
        stopped ? deciders.allowedWhen() : "",
        nearest.filter(call -> isTelling(violation, abi, call)),
        stopped ? relatives(policy, violation, abi) : List.of(),
        stopped
            ? Suggestions.of(policy, consequences.orElseThrow(), violation, abi, deciders, stopping)
            : List.of(),
        logged && shown.stream().anyMatch(part -> !part.action().lets())
            ? List.of("this time it was let through and logged; enforced, the policy stops it")
            : harmless(policy, violation, abi, stopping));
  }

  /**
   * {@return a note where all software that is known to make a call goes on without it, by calls
   * that the policy lets through}
   */
  private static List<String> harmless(
      Policy policy, Violation violation, Abi abi, List<Deciding> stopping) {
    String name = violation.name().orElse("");
    List<LibraryCall> uses =
        LibraryCalls.read().stream()
            .filter(use -> use.call().equals(name) && use.concerns(abi))
            .toList();
    boolean goOn =
        !uses.isEmpty()
            && !stopping.isEmpty()
            && uses.stream()
                .allMatch(use ->
                    stopping.stream().allMatch(part -> use.livesWith(part.action(), abi))
                        && isReplaced(policy, use, abi));
    return goOn
        ? uses.stream()
            .map(use -> "needs no change for " + use.title() + ": " + instead(use))
            .toList()
        : List.of();
  }

  private static boolean isReplaced(Policy policy, LibraryCall use, Abi abi) {
    return use.before().isEmpty()
        || use.before().stream()
            .map(before -> Syscalls.number(abi, before))
            .anyMatch(number ->
                number.isPresent() && new Deciders(policy, abi, number.getAsInt()).letsSome());
  }

  private static String instead(LibraryCall use) {
    return use.before().isEmpty()
        ? "it does without"
        : "it goes on with " + String.join(" or ", use.before());
  }

  private static boolean wasLogged(Violation violation) {
    return violation.received().filter(Received::isLog).isPresent();
  }

  /** What is only logged may be what a policy stops that is enforced another time. */
  private static boolean agrees(Violation violation, Deciding part) {
    return violation.received().isEmpty()
        || violation.received().get().mayBe(part.action())
        || (wasLogged(violation) && !part.action().equals(Action.ALLOW));
  }

  /** {@return whether a nearest call shows more than another command would: it has other flags} */
  private static boolean isTelling(Violation violation, Abi abi, Call nearest) {
    List<Argument> arguments = Syscalls.arguments(abi, violation.name().orElse(""));
    for (int i = 0; i < arguments.size(); i++) {
      boolean differs = violation.call().argument(i) != nearest.argument(i);
      if (differs && arguments.get(i).kind() != Argument.Kind.FLAGS) {
        return false;
      }
    }
    return true;
  }

  /** Rules of a policy that was decompiled stand nowhere. */
  private Deciding placed(Deciding part) {
    return written || !(part.decision() instanceof Decision.ByRule)
        ? part
        : new Deciding(part.action(), new Decision.ByFilter(), part.when(), part.example());
  }

  private static String doubt(
      Policy policy, Violation violation, boolean disagrees, List<Deciding> parts) {
    boolean allLet = parts.stream().allMatch(part -> part.action().kind() == Action.Kind.ALLOW);
    if (allLet) {
      return policy.name()
          + " lets this call through: another filter stopped it, or an older version of this one";
    }
    if (disagrees) {
      return policy.name()
          + " does something else with this call: the program ran under another filter as well, or"
          + " under an older version of this one";
    }
    boolean some = parts.stream().anyMatch(part -> part.action().kind() == Action.Kind.ALLOW);
    return violation.received().isEmpty() && some
        ? "with some arguments " + policy.name() + " lets this call through"
        : "";
  }

  private static List<String> relatives(Policy policy, Violation violation, Abi abi) {
    List<String> relatives = new ArrayList<>();
    for (String other : Families.others(violation.name().orElse(""))) {
      var number = Syscalls.number(abi, other);
      if (number.isPresent()) {
        Deciders deciders = new Deciders(policy, abi, number.getAsInt());
        if (deciders.letsSome()) {
          String when = deciders.allowedWhen();
          relatives.add(when.isEmpty() ? other : other + " with some arguments");
        }
      }
    }
    return relatives;
  }
}
