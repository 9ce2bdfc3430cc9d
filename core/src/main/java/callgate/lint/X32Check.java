package callgate.lint;

import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether x32 calls get through that the same calls of x86_64 don't. x32 shares its arch value with
 * x86_64 and differs in bit 30 of the number, so a filter that denies numbers one by one lets it
 * through.
 */
final class X32Check implements Check {
  @Override
  public List<Finding> check(Subject subject) {
    if (!subject.abis().contains(Abi.X86_64) || subject.abis().contains(Abi.X32)) {
      return List.of();
    }
    List<String> open = new ArrayList<>();
    for (String name : Syscalls.names(Abi.X32)) {
      if (hole(subject, name) != Diagrams.FALSE) {
        open.add(name);
      }
    }
    if (open.isEmpty()) {
      return List.of();
    }
    String shown = Frightening.first(open);
    Witness witness = subject.witness(Abi.X32, shown, hole(subject, shown));
    return List.of(
        Finding.of(
                Code.X32_OPEN,
                subject.position(),
                open.size()
                    + (open.size() == 1 ? " x32 call is" : " x32 calls are")
                    + " let through that x86_64 does not get, such as "
                    + shown,
                "A 64-bit program makes them by setting bit 30 of the number, wherever the kernel"
                    + " serves x32.",
                "deny all numbers from 0x40000000 on, or name x32 among the ABIs")
            .shownBy(witness));
  }

  private static int hole(Subject subject, String name) {
    Sets sets = subject.sets();
    return sets.minus(
        sets.narrow(subject.lets(Abi.X32, name)), sets.narrow(subject.lets(Abi.X86_64, name)));
  }
}
