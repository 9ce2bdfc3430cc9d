package callgate.lint;

import callgate.decision.Diagrams;
import callgate.policy.Action;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What happens to calls of ABIs of the same machine that are not named. */
final class ForeignAbiCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Abi abi : subject.abis()) {
      for (Abi sibling : abi == Abi.X32 ? List.<Abi>of() : Machine.others(abi)) {
        if (!subject.abis().contains(sibling)) {
          findings.addAll(sibling(subject, abi, sibling));
        }
      }
    }
    return findings;
  }

  private static List<Finding> sibling(Subject subject, Abi abi, Abi sibling) {
    List<String> open =
        Syscalls.names(sibling).stream()
            .filter(name -> hole(subject, abi, sibling, name) != Diagrams.FALSE)
            .toList();
    if (!open.isEmpty()) {
      return List.of(open(subject, abi, sibling, open));
    }
    Set<String> actions = new TreeSet<>();
    boolean shut =
        Syscalls.names(sibling).stream().noneMatch(name -> subject.letsSome(sibling, name));
    if (!shut) {
      return List.of();
    }
    for (Action action : subject.actions(sibling, "read")) {
      actions.add(action.toString());
    }
    return List.of(
        Finding.of(
            Code.ABI_MISSING,
            subject.position(),
            sibling.token() + " programs can't run: all their calls get " + Words.and(actions),
            "The policy names " + Words.abis(subject.abis()) + " only.",
            "add " + sibling.token() + " to the ABIs where such programs are wanted"));
  }

  private static Finding open(Subject subject, Abi abi, Abi sibling, List<String> open) {
    String shown = Frightening.first(open);
    boolean unchecked = subject.meaning().arches().length == 0;
    return Finding.of(
            Code.FOREIGN_OPEN,
            subject.position(),
            open.size()
                + " "
                + sibling.token()
                + (open.size() == 1 ? " call is" : " calls are")
                + " let through that "
                + abi.token()
                + " does not get, such as "
                + shown
                + (unchecked ? ": the ABI is never looked at" : ""),
            sibling == sibling.machine()
                ? "A program can execute one of "
                    + sibling.token()
                    + ", or on x86 turn to it; numbers mean other calls there."
                : "A 64-bit program can make "
                    + sibling.token()
                    + " calls too; numbers mean other calls there.",
            "deny calls of ABIs that are not named, with KILL_PROCESS, or name them")
        .shownBy(subject.witness(sibling, shown, hole(subject, abi, sibling, shown)));
  }

  /** {@return the arguments that only the sibling lets through, of a call that both have} */
  private static int hole(Subject subject, Abi abi, Abi sibling, String name) {
    if (subject.node(abi, name).isEmpty()) {
      return Diagrams.FALSE;
    }
    Sets sets = subject.sets();
    return sets.minus(
        sets.narrow(subject.lets(sibling, name)), sets.narrow(subject.lets(abi, name)));
  }
}
