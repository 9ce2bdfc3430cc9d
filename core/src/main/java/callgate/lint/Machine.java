package callgate.lint;

import callgate.syscall.Abi;
import java.util.List;

/** Which ABIs a kernel serves beside the one of its 64-bit programs. */
final class Machine {
  private Machine() {}

  /** {@return the ABIs of the same machine that a program can turn to, or execute programs of} */
  static List<Abi> others(Abi abi) {
    Abi machine = abi.machine();
    return machine == abi ? siblings(abi) : List.of(machine);
  }

  /**
   * {@return the 32-bit ABIs with arch values of their own that programs of an ABI can turn to} x32
   * is not among them: it shares the value of x86_64.
   */
  static List<Abi> siblings(Abi abi) {
    return switch (abi) {
      case X86_64 -> List.of(Abi.X86);
      case AARCH64 -> List.of(Abi.ARM);
      case S390X -> List.of(Abi.S390);
      case PPC64 -> List.of(Abi.PPC);
      case PARISC64 -> List.of(Abi.PARISC);
      case MIPS64 -> List.of(Abi.MIPS, Abi.MIPS64N32);
      case MIPSEL64 -> List.of(Abi.MIPSEL, Abi.MIPSEL64N32);
      default -> List.of();
    };
  }
}
