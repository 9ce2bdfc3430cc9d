package callgate.lint;

import callgate.decision.Call;
import callgate.decision.Diagrams;
import callgate.syscall.Abi;
import callgate.syscall.Argument;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether bits of arguments count that the kernel ignores, or don't that it reads. The kernel cuts
 * an {@code int} argument to 32 bits (the wrappers of {@code SYSCALL_DEFINE}); a filter sees all 64
 * of the register, which the program chooses.
 */
final class WidthCheck implements Check {
  private static final int ARGUMENTS = 6;
  private static final int SIGN = 31;

  @Override
  public List<Finding> check(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    for (Abi abi : subject.abis()) {
      for (String name : abi == Abi.X32 ? List.<String>of() : Syscalls.names(abi)) {
        int node = subject.node(abi, name).orElseThrow();
        for (int i = 0; i < ARGUMENTS && !Diagrams.isLeaf(node); i++) {
          findings.addAll(argument(new Place(subject, abi, name, node, i)));
        }
      }
    }
    return findings;
  }

  /** One argument of a call, and the diagram of what the call gets. */
  private record Place(Subject subject, Abi abi, String name, int node, int index) {
    Sets sets() {
      return subject.sets();
    }

    int high() {
      return 2 * index;
    }

    int low() {
      return 2 * index + 1;
    }

    /** {@return how many bits the kernel reads; 0 when the call has no such argument} */
    int bits() {
      List<Argument> arguments = Syscalls.arguments(abi, name);
      if (abi.argumentBits() == 32) {
        return 32;
      }
      return index < arguments.size() ? arguments.get(index).bits() : 0;
    }

    Argument.Kind kind() {
      List<Argument> arguments = Syscalls.arguments(abi, name);
      return index < arguments.size() ? arguments.get(index).kind() : Argument.Kind.UNSIGNED;
    }

    /** {@return what people call it: {@code the family of socket}} */
    String title() {
      List<Argument> arguments = Syscalls.arguments(abi, name);
      return index < arguments.size()
          ? "argument " + arguments.get(index).name() + " of " + name
          : "argument " + index + " of " + name;
    }

    /** {@return a call with arguments of a set that is not empty} */
    Witness witness(int set) {
      return subject.witness(abi, name, set);
    }

    /** {@return the same call for the kernel: without the bits that it ignores} */
    Witness cut(Call call) {
      long[] arguments = new long[ARGUMENTS];
      for (int i = 0; i < ARGUMENTS; i++) {
        arguments[i] = i == index ? call.argument(i) & 0xffffffffL : call.argument(i);
      }
      return subject.witness(abi, Call.of(abi, call.number(), arguments));
    }
  }

  private static List<Finding> argument(Place place) {
    boolean readsHigh = place.sets().reads(place.node, place.high());
    if (place.bits() == 32 && readsHigh) {
      return tooWide(place);
    }
    return place.bits() == 64 && !readsHigh ? tooNarrow(place) : List.of();
  }

  private static List<Finding> tooWide(Place place) {
    Sets sets = place.sets();
    int lets = place.subject.lets(place.node);
    int meant = sets.fixed(lets, place.high(), 0);
    int slips = sets.minus(lets, meant);
    int negative = sets.bit(place.low(), SIGN);
    for (int bit = 0; bit < Integer.SIZE; bit++) {
      negative = sets.and(negative, sets.bit(place.high(), bit));
    }
    int past = sets.minus(slips, negative);
    if (past != Diagrams.FALSE) {
      return List.of(slipsPast(place, place.witness(past)));
    }
    if (slips != Diagrams.FALSE) {
      return List.of(negative(place, place.witness(slips)));
    }
    boolean signed = place.kind() == Argument.Kind.INT || place.kind() == Argument.Kind.DESCRIPTOR;
    int lost =
        sets.minus(
            sets.and(meant, sets.bit(place.low(), SIGN)), sets.fixed(lets, place.high(), -1));
    return signed && lost != Diagrams.FALSE
        ? List.of(negative(place, place.witness(lost)))
        : List.of();
  }

  private static Finding slipsPast(Place place, Witness witness) {
    Witness cut = place.cut(witness.call());
    return Finding.of(
            Code.COMPARED_TOO_WIDE,
            place.subject.position(witness),
            place.title()
                + " is compared as 64 bits, so "
                + witness.text()
                + " is let through and "
                + cut.text()
                + " gets "
                + cut.action(),
            "The kernel reads 32 bits of it: both are the same call, and a program can make either.",
            "compare the low 32 bits only; in a format that can't (OCI), let values through one by"
                + " one with SCMP_CMP_MASKED_EQ and the mask 0xffffffff, and nothing else")
        .shownBy(witness);
  }

  private static Finding negative(Place place, Witness witness) {
    return Finding.of(
            Code.NEGATIVE_NUMBER,
            place.subject.position(witness),
            place.title()
                + " is compared as 64 bits: "
                + witness.text()
                + " is let through, but not the same number with other high bits",
            "A negative int can stand in the register with ones or with zeros above it; compilers do"
                + " both.",
            "compare the low 32 bits only; in OCI profiles with SCMP_CMP_MASKED_EQ and the mask"
                + " 0xffffffff")
        .shownBy(witness);
  }

  /**
   * Comparisons with a limit or a value that ignore the high half. Tests of flags are none: they
   * ignore most bits on purpose.
   */
  private static List<Finding> tooNarrow(Place place) {
    boolean quantity =
        switch (place.kind()) {
          case SIZE, OFFSET, UNSIGNED, INT -> true;
          default -> false;
        };
    Sets sets = place.sets();
    if (!quantity || !sets.reads(place.node, place.low(), SIGN)) {
      return List.of();
    }
    int lets = place.subject.lets(place.node);
    boolean bounded = sets.fixed(lets, place.low(), -1) == Diagrams.FALSE;
    int huge = sets.and(lets, sets.bit(place.high(), 0));
    if (!bounded || huge == Diagrams.FALSE) {
      return List.of();
    }
    Witness witness = place.witness(huge);
    return List.of(
        Finding.of(
                Code.COMPARED_TOO_NARROW,
                place.subject.position(witness),
                place.title() + " is compared as 32 bits, so " + witness.text() + " is let through",
                "The kernel reads 64 bits of it; the value is above the limit that was meant.",
                "compare all 64 bits")
            .shownBy(witness));
  }
}
