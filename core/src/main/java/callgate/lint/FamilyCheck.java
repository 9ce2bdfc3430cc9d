package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Families;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether calls that do the same job are treated alike. What a policy denies that lets all else
 * through can be done with a sibling; what a policy lets through may come under another name with
 * the next library.
 */
final class FamilyCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    return letsByDefault(subject) ? around(subject) : inPart(subject);
  }

  private static boolean letsByDefault(Subject subject) {
    Abi abi = subject.abis().getFirst();
    return subject
        .policy()
        .map(policy -> policy.defaultAction().lets())
        .orElseGet(
            () -> subject.lets(subject.node(abi, UnknownCallsCheck.future(abi))) == Diagrams.TRUE);
  }

  private static List<Finding> around(Subject subject) {
    Map<String, Siblings> found = new LinkedHashMap<>();
    for (Abi abi : subject.abis()) {
      for (String call : Syscalls.names(abi)) {
        if (isForbidden(subject, abi, call)) {
          List<String> let = siblings(subject, abi, call, true);
          if (!let.isEmpty()) {
            found.computeIfAbsent(call, _ -> new Siblings()).add(abi, let);
          }
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    found.forEach((call, siblings) -> findings.add(siblings.finding(subject, call)));
    return findings;
  }

  /** {@return whether a call is denied, and not just to make libraries use another one} */
  private static boolean isForbidden(Subject subject, Abi abi, String call) {
    return !subject.letsSome(abi, call)
        && subject.actions(abi, call).stream()
            .noneMatch(action -> LibraryCallCheck.isError(action, "ENOSYS", abi));
  }

  private static List<String> siblings(Subject subject, Abi abi, String call, boolean let) {
    return Families.others(call).stream()
        .filter(other -> subject.node(abi, other).isPresent())
        .filter(other -> subject.letsSome(abi, other) == let)
        .toList();
  }

  /** Which siblings of one denied call are let through, and on which ABIs. */
  private static final class Siblings {
    private final Set<Abi> abis = new LinkedHashSet<>();
    private final Set<String> calls = new TreeSet<>();

    void add(Abi abi, List<String> let) {
      abis.add(abi);
      calls.addAll(let);
    }

    Finding finding(Subject subject, String denied) {
      Abi abi = abis.iterator().next();
      Witness rule = subject.witness(abi, denied, Diagrams.TRUE);
      String first = siblings(subject, abi, denied, true).getFirst();
      return Finding.of(
              Code.SIBLING_LET,
              subject.position(rule),
              denied
                  + " is denied, but "
                  + Words.and(calls)
                  + " let through on "
                  + Words.abis(abis),
              "They do the same job, so who is stopped by the one takes another.",
              "deny them too")
          .shownBy(subject.witness(abi, first, subject.lets(abi, first)));
    }
  }

  private static List<Finding> inPart(Subject subject) {
    Set<String> partly = new TreeSet<>();
    for (Abi abi : subject.abis()) {
      for (String call : Syscalls.names(abi)) {
        if (subject.lets(abi, call) == Diagrams.TRUE) {
          siblings(subject, abi, call, false).stream()
              .filter(other -> isMissing(subject, abi, other))
              .forEach(partly::add);
        }
      }
    }
    if (partly.isEmpty()) {
      return List.of();
    }
    return List.of(
        Finding.of(
            Code.SIBLING_DENIED,
            subject.position(),
            "calls are denied that do the job of allowed ones: " + Words.and(partly),
            "Which of them a program makes depends on its C library, the kernel and the ABI.",
            "treat them alike, or give those that are denied on purpose a rule of their own"));
  }

  /** {@return whether a call gets the default action, not that of a rule} */
  private static boolean isMissing(Subject subject, Abi abi, String call) {
    return subject.position(subject.witness(abi, call, Diagrams.TRUE)).line() == 0;
  }
}
