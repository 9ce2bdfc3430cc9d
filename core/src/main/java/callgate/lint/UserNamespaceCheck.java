package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process can make a user namespace, in which it has all capabilities
 * (user_namespaces(7)), and so everything in the kernel that asks for a capability there.
 */
final class UserNamespaceCheck implements Check {
  private static final long CLONE_NEWUSER = 0x10000000;

  /** Those of which the flags can be seen. */
  private static final List<Danger> SEEN =
      List.of(
          Danger.anyBit("unshare", "unshare_flags", CLONE_NEWUSER),
          Danger.anyBit("clone", "clone_flags", CLONE_NEWUSER));

  /** Its flags lie in memory. */
  private static final Danger UNSEEN = Danger.always("clone3");

  @Override
  public List<Finding> check(Subject subject) {
    Set<String> calls = new LinkedHashSet<>();
    @Nullable Witness witness = null;
    boolean guarded = false;
    for (Abi abi : subject.confined()) {
      guarded |= !Diagrams.isLeaf(subject.lets(abi, "clone"));
      for (Danger danger : SEEN) {
        int set = danger.reachable(subject, abi);
        if (set != Diagrams.FALSE) {
          calls.add(danger.call());
          witness = witness == null ? subject.witness(abi, danger.call(), set) : witness;
        }
      }
    }
    return witness == null
        ? unseen(subject, guarded)
        : List.of(reached(subject, calls, witness).shownBy(witness));
  }

  private static Finding reached(Subject subject, Set<String> calls, Witness witness) {
    List<String> opened = opened(subject);
    return Finding.of(
        Code.USER_NAMESPACE,
        subject.position(witness),
        Words.and(calls) + " with CLONE_NEWUSER let through",
        "In a user namespace every process has all capabilities"
            + (opened.isEmpty() ? "" : ", so that it can also use " + Words.and(opened))
            + ": much more of the kernel to attack.",
        "let "
            + Words.and(calls)
            + " through only without the flag 0x10000000"
            + (subject.confined().stream().anyMatch(abi -> subject.letsSome(abi, UNSEEN.call()))
                ? ", and give clone3 ENOSYS" + subject.snippet().noSuchCall(List.of("clone3"))
                : ""));
  }

  /**
   * {@return the calls that are let through, and that such a namespace gives the capability for}
   */
  private static List<String> opened(Subject subject) {
    List<String> opened = new ArrayList<>();
    for (Escape escape : Escapes.all()) {
      for (Danger danger : escape.namespaced() ? escape.dangers() : List.<Danger>of()) {
        if (subject.confined().stream()
            .anyMatch(abi -> danger.reachable(subject, abi) != Diagrams.FALSE)) {
          opened.add(danger.call());
        }
      }
    }
    return opened;
  }

  /** A rule that looks at the flags of clone is for nothing where clone3 is let through. */
  private static List<Finding> unseen(Subject subject, boolean guarded) {
    for (Abi abi : guarded ? subject.confined() : List.<Abi>of()) {
      int set = UNSEEN.reachable(subject, abi);
      if (set != Diagrams.FALSE) {
        Witness witness = subject.witness(abi, UNSEEN.call(), set);
        return List.of(
            Finding.of(
                    Code.USER_NAMESPACE,
                    subject.position(witness),
                    "clone3 goes around what is said about the flags of clone",
                    "Its flags lie in memory, where no filter can see them: CLONE_NEWUSER among"
                        + " them.",
                    "give clone3 ENOSYS"
                        + subject.snippet().noSuchCall(List.of("clone3"))
                        + "; C libraries go back to clone")
                .as(Severity.ERROR)
                .shownBy(witness));
      }
    }
    return List.of();
  }
}
