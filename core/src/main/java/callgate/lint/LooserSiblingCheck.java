package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Families;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a call is let through with some arguments only, and a sibling that has the same arguments
 * with all: {@code openat} to read only, but {@code open} with all flags.
 */
final class LooserSiblingCheck implements Check {
  /** Judged by {@link WritableCodeCheck} and {@link UserNamespaceCheck}, for what they do. */
  private static final Set<String> ELSEWHERE =
      Set.of("mmap", "mmap2", "mprotect", "pkey_mprotect", "clone");

  /** Its flags lie in memory. */
  private static final String HIDES_FLAGS = "openat2";

  /** A restricted call. */
  private record Place(Subject subject, Abi abi, String call) {
    int lets() {
      return subject.lets(abi, call);
    }

    /** {@return the names of the arguments that decide} */
    List<String> tested() {
      List<String> tested = new ArrayList<>();
      List<Argument> arguments = Syscalls.arguments(abi, call);
      for (int i = 0; i < arguments.size(); i++) {
        if (subject.sets().reads(lets(), 2 * i) || subject.sets().reads(lets(), 2 * i + 1)) {
          tested.add(arguments.get(i).name());
        }
      }
      return tested;
    }

    List<String> looser() {
      List<String> tested = tested();
      return Families.others(call).stream()
          .filter(other -> subject.lets(abi, other) == Diagrams.TRUE)
          .filter(other ->
              tested.stream().anyMatch(name -> Syscalls.argumentIndex(abi, other, name).isPresent())
                  || (other.equals(HIDES_FLAGS) && tested.contains("flags")))
          .toList();
    }

    /** {@return whether a rule says what is denied, not the default action} */
    boolean isDeniedByRule() {
      int denied = subject.sets().minus(Diagrams.TRUE, lets());
      return subject.rule(subject.witness(abi, call, denied)).isPresent();
    }
  }

  @Override
  public List<Finding> check(Subject subject) {
    Map<String, Set<Abi>> abis = new LinkedHashMap<>();
    Map<String, Place> places = new LinkedHashMap<>();
    for (Abi abi : subject.confined()) {
      for (String call : Syscalls.names(abi)) {
        Place place = new Place(subject, abi, call);
        if (!ELSEWHERE.contains(call)
            && !Diagrams.isLeaf(place.lets())
            && !place.looser().isEmpty()) {
          places.putIfAbsent(call, place);
          abis.computeIfAbsent(call, _ -> new LinkedHashSet<>()).add(abi);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    places.forEach(
        (call, place) -> findings.add(finding(place, abis.getOrDefault(call, Set.of()))));
    return findings;
  }

  private static Finding finding(Place place, Set<Abi> abis) {
    Subject subject = place.subject();
    List<String> looser = place.looser();
    Witness denied =
        subject.witness(
            place.abi(), place.call(), subject.sets().minus(Diagrams.TRUE, place.lets()));
    Witness restricted =
        place.isDeniedByRule() ? denied : subject.witness(place.abi(), place.call(), place.lets());
    Finding finding =
        Finding.of(
                Code.SIBLING_LOOSER,
                subject.position(restricted),
                place.call()
                    + " is let through with some "
                    + Words.and(place.tested())
                    + " only, but "
                    + Words.all(looser)
                    + (looser.size() == 1 ? " is" : " are")
                    + " with all, on "
                    + Words.abis(abis),
                "They do the same job, so who is stopped by the one takes another.",
                "give "
                    + Words.all(looser)
                    + " the same condition"
                    + (looser.contains(HIDES_FLAGS)
                        ? "; that of openat2 lies in memory, so deny it with ENOSYS"
                        : ""))
            .shownBy(subject.witness(place.abi(), looser.getFirst(), Diagrams.TRUE));
    return place.isDeniedByRule() ? finding.as(Severity.WARNING) : finding;
  }
}
