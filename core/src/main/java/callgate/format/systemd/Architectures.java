package callgate.format.systemd;

import callgate.syscall.Abi;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** ABIs as systemd calls them (systemd.exec(5), SystemCallArchitectures=). */
final class Architectures {
  static final String NATIVE = "native";

  private Architectures() {}

  /** {@return the ABIs of programs that run on a machine, its own first} */
  static List<Abi> local(Abi machine) {
    return Arrays.stream(Abi.values())
        .filter(abi -> abi.machine() == machine)
        .sorted((a, b) -> Boolean.compare(b == machine, a == machine))
        .toList();
  }

  static String name(Abi abi) {
    return switch (abi) {
      case X86_64 -> "x86-64";
      case AARCH64 -> "arm64";
      case PPC64LE -> "ppc64-le";
      case MIPSEL -> "mips-le";
      case MIPS64N32 -> "mips64-n32";
      case MIPSEL64 -> "mips64-le";
      case MIPSEL64N32 -> "mips64-le-n32";
      default -> abi.token();
    };
  }

  /** {@return the ABI of that name} */
  static Optional<Abi> of(String name) {
    return Arrays.stream(Abi.values()).filter(abi -> name(abi).equals(name)).findFirst();
  }

  static List<String> names() {
    return Arrays.stream(Abi.values()).map(Architectures::name).toList();
  }
}
