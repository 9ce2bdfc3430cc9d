package callgate.syscall;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of Linux: their numbers on every ABI, what their arguments are, and which kernel
 * introduced them.
 *
 * <p>Tables are read when they are first asked for, each ABI's by itself.
 */
public final class Syscalls {
  private static final KernelVersion NEWEST = new KernelVersion(7, 2);

  /**
   * Numbers from here on are private calls of ARM (arch/arm/include/uapi/asm/unistd.h,
   * __ARM_NR_BASE).
   */
  private static final int ARM_PRIVATE = 0x0f0000;

  /**
   * By ordinal of the ABI. Threads may read a table twice, which does no harm: tables don't change.
   */
  private static final @Nullable SyscallTable[] TABLES = new SyscallTable[Abi.values().length];

  private Syscalls() {}

  /** The names of all calls, read when first needed. */
  private static final class AllNames {
    static final Set<String> NAMES =
        new LinkedHashSet<>(Arrays.asList(Resources.text("calls.txt").split("\n")));
  }

  private static SyscallTable table(Abi abi) {
    SyscallTable table = TABLES[abi.ordinal()];
    if (table == null) {
      table = SyscallTable.read(resource(abi));
      TABLES[abi.ordinal()] = table;
    }
    return table;
  }

  private static String resource(Abi abi) {
    return switch (abi) {
      case PPC64LE -> "ppc64.txt";
      case MIPSEL -> "mips.txt";
      case MIPSEL64 -> "mips64.txt";
      case MIPSEL64N32 -> "mips64n32.txt";
      default -> abi.token() + ".txt";
    };
  }

  /**
   * {@return the number of a call on an ABI, as a filter sees it, or empty when the ABI lacks the
   * call} Numbers of x32 have bit 30 set; those of MIPS start at 4000, 5000 and 6000.
   */
  public static OptionalInt number(Abi abi, String name) {
    Integer number = table(abi).number(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** {@return the call that has a number on an ABI, as a filter sees it} */
  public static Optional<String> name(Abi abi, int number) {
    return Optional.ofNullable(table(abi).name(number));
  }

  /** {@return whether any ABI has a call of that name} */
  public static boolean exists(String name) {
    return AllNames.NAMES.contains(name);
  }

  /** {@return the calls of an ABI in the order of their numbers} */
  public static List<String> names(Abi abi) {
    return table(abi).names();
  }

  /** {@return the name that somebody who wrote a name that no ABI has may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, AllNames.NAMES);
  }

  /**
   * {@return how many low bits of an argument the kernel reads: 32 or 64} 64 on a 64-bit ABI when
   * nothing is known.
   *
   * @param index 0 to 5
   */
  public static int argumentBits(Abi abi, String name, int index) {
    if (abi.argumentBits() == 32) {
      return 32;
    }
    List<Argument> arguments = arguments(name);
    return index < arguments.size() ? arguments.get(index).bits() : 64;
  }

  /** {@return the arguments of a call in order; empty when it has none or they are not known} */
  public static List<Argument> arguments(String name) {
    return List.of();
  }

  /** {@return the kernel that introduced a call on an ABI; empty when the ABI lacks the call} */
  public static Optional<KernelVersion> since(Abi abi, String name) {
    return Optional.empty();
  }

  /**
   * {@return the largest number that a kernel knows on an ABI, as a filter sees it} The private
   * calls of ARM don't count.
   */
  public static int largest(Abi abi, KernelVersion kernel) {
    int[] numbers = table(abi).numbers();
    int last = numbers.length - 1;
    while (numbers[last] >= ARM_PRIVATE && abi == Abi.ARM) {
      last--;
    }
    return numbers[last];
  }

  /** {@return the newest kernel whose calls the tables hold} */
  public static KernelVersion newest() {
    return NEWEST;
  }
}
