package callgate.kernel;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the calls that install filters.
 *
 * @param seccomp those of 64-bit programs, and x32 ones
 * @param narrowSeccomp that of 32-bit programs
 */
record FilterCalls(List<Integer> seccomp, List<Integer> prctl, int narrowSeccomp, int narrowPrctl) {
  /** {@return those of the machine that this JVM runs on} */
  static FilterCalls ofThisMachine() {
    Abi host = Abi.host();
    Abi narrow = narrow();
    return new FilterCalls(
        wide(host, "seccomp"),
        wide(host, "prctl"),
        number(narrow, "seccomp"),
        number(narrow, "prctl"));
  }

  /** {@return the ABI of 32-bit programs on this machine} */
  static Abi narrow() {
    return Abi.host() == Abi.AARCH64 ? Abi.ARM : Abi.X86;
  }

  private static List<Integer> wide(Abi host, String name) {
    List<Integer> numbers = new ArrayList<>();
    numbers.add(number(host, name));
    if (host == Abi.X86_64) {
      numbers.add(number(Abi.X32, name));
    }
    return numbers;
  }

  private static int number(Abi abi, String name) {
    return Syscalls.number(abi, name).orElseThrow();
  }
}
