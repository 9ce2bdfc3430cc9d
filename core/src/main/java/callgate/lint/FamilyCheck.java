package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Families;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.HashMap;
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
  /** Calls that do the job of one, which are the same on all ABIs. */
  private final Map<String, List<String>> others = new HashMap<>();

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

  /** What calls have in common that the same siblings go around. */
  private record Siblings(Set<String> calls, Set<Abi> abis) {}

  private List<Finding> around(Subject subject) {
    Map<String, Siblings> byCall = new LinkedHashMap<>();
    for (Abi abi : subject.confined()) {
      for (String call : Syscalls.names(abi)) {
        List<String> let =
            isForbidden(subject, abi, call) ? siblings(subject, abi, call, true) : List.of();
        if (!let.isEmpty()) {
          Siblings siblings =
              byCall.computeIfAbsent(
                  call, _ -> new Siblings(new TreeSet<>(), new LinkedHashSet<>()));
          siblings.calls().addAll(let);
          siblings.abis().add(abi);
        }
      }
    }
    Map<Siblings, List<String>> denied = new LinkedHashMap<>();
    byCall.forEach(
        (call, siblings) -> denied.computeIfAbsent(siblings, _ -> new ArrayList<>()).add(call));
    List<Finding> findings = new ArrayList<>();
    denied.forEach((siblings, calls) -> findings.add(finding(subject, calls, siblings)));
    return findings;
  }

  /** {@return whether a call is denied, and not just to make libraries use another one} */
  private static boolean isForbidden(Subject subject, Abi abi, String call) {
    return !subject.letsSome(abi, call) && !isNoSuchCall(subject, abi, call);
  }

  private static boolean isNoSuchCall(Subject subject, Abi abi, String call) {
    return subject.actions(abi, call).stream()
        .anyMatch(action -> LibraryCallCheck.isError(action, "ENOSYS", abi));
  }

  private List<String> siblings(Subject subject, Abi abi, String call, boolean let) {
    return others.computeIfAbsent(call, Families::others).stream()
        .filter(other -> subject.node(abi, other).isPresent())
        .filter(other -> subject.letsSome(abi, other) == let)
        .toList();
  }

  private Finding finding(Subject subject, List<String> denied, Siblings siblings) {
    Abi abi = siblings.abis().iterator().next();
    String call = denied.getFirst();
    String first = siblings(subject, abi, call, true).getFirst();
    return Finding.of(
            Code.SIBLING_LET,
            subject.position(subject.witness(abi, call, Diagrams.TRUE)),
            Words.all(denied)
                + (denied.size() == 1 ? " is" : " are")
                + " denied, but "
                + Words.all(siblings.calls())
                + (siblings.calls().size() == 1 ? " is" : " are")
                + " let through on "
                + Words.abis(siblings.abis()),
            "They do the same job, so who is stopped by the one takes another.",
            "deny " + Words.all(siblings.calls()) + " too")
        .shownBy(subject.witness(abi, first, subject.lets(abi, first)));
  }

  private List<Finding> inPart(Subject subject) {
    Set<String> partly = new TreeSet<>();
    for (Abi abi : subject.usable()) {
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
            "calls are denied that do the job of allowed ones: " + Words.all(partly),
            "Which of them a program makes depends on its C library, the kernel and the ABI.",
            "allow them too, or give those that are denied on purpose ENOSYS"));
  }

  /** {@return whether a call gets what all get that no rule is about, and that is not ENOSYS} */
  private static boolean isMissing(Subject subject, Abi abi, String call) {
    return !isNoSuchCall(subject, abi, call)
        && subject.rule(subject.witness(abi, call, Diagrams.TRUE)).isEmpty();
  }
}
