package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether an ABI that is named lets calls through that the 64-bit ABI of the machine denies: a
 * program chooses its ABI call by call.
 */
final class AbiDifferenceCheck implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Abi abi : subject.abis()) {
      List<Abi> others = new ArrayList<>(Machine.siblings(abi));
      if (abi == Abi.X86_64) {
        others.add(Abi.X32);
      }
      others.retainAll(subject.abis());
      for (Abi other : others) {
        findings.addAll(difference(subject, abi, other));
      }
    }
    return findings;
  }

  private static List<Finding> difference(Subject subject, Abi abi, Abi other) {
    List<String> looser = new ArrayList<>();
    for (String name : Syscalls.names(other)) {
      if (hole(subject, abi, other, name) != Diagrams.FALSE) {
        looser.add(name);
      }
    }
    if (looser.isEmpty()) {
      return List.of();
    }
    String shown = Frightening.first(looser);
    Witness witness = subject.witness(other, shown, hole(subject, abi, other, shown));
    boolean open = !subject.confined().contains(other);
    return List.of(
        Finding.of(
                Code.ABI_LOOSER,
                subject.position(witness),
                open
                    ? "every call of " + other.token() + " is let through, unlike " + abi.token()
                    : other.token()
                        + " lets through what "
                        + abi.token()
                        + " denies: "
                        + Words.and(looser),
                "A program of one ABI can make calls of the other, so the looser one decides.",
                open
                    ? "give " + other.token() + " the same rules, or leave it out of the ABIs"
                    : "give both the same rule about " + String.join(", ", looser))
            .shownBy(witness));
  }

  /** {@return the arguments of 32 bits that the other ABI lets through and this one does not} */
  private static int hole(Subject subject, Abi abi, Abi other, String name) {
    if (Syscalls.number(abi, name).isEmpty()) {
      return Diagrams.FALSE;
    }
    Sets sets = subject.sets();
    int hole =
        sets.minus(sets.narrow(subject.lets(other, name)), sets.narrow(subject.lets(abi, name)));
    return hole == Diagrams.FALSE || sameArguments(abi, other, name) ? hole : Diagrams.FALSE;
  }

  private static boolean sameArguments(Abi abi, Abi other, String name) {
    List<String> here = Syscalls.arguments(abi, name).stream().map(Argument::name).toList();
    return here.equals(Syscalls.arguments(other, name).stream().map(Argument::name).toList());
  }
}
