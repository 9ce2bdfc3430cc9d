package callgate.syscall;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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

  /** All calls and what their arguments are on most ABIs. */
  private static final class Descriptions {
    static final SortedLines LINES = new SortedLines(Resources.text("calls.txt"));
  }

  private static SyscallTable table(Abi abi) {
    SyscallTable table = TABLES[abi.ordinal()];
    if (table == null) {
      table = new SyscallTable(Resources.text(Resources.table(abi) + ".txt"));
      TABLES[abi.ordinal()] = table;
    }
    return table;
  }

  /**
   * {@return the number of a call on an ABI, as a filter sees it, or empty when the ABI lacks the
   * call} Numbers of x32 have bit 30 set; those of MIPS start at 4000, 5000 and 6000.
   */
  public static OptionalInt number(Abi abi, String name) {
    return table(abi).number(name);
  }

  /** {@return the call that has a number on an ABI, as a filter sees it} */
  public static Optional<String> name(Abi abi, int number) {
    return Optional.ofNullable(table(abi).name(number));
  }

  /** {@return all names that a number, as a filter sees it, has on an ABI: seldom more than one} */
  public static List<String> names(Abi abi, int number) {
    return table(abi).names(number);
  }

  /** {@return whether any ABI has a call of that name} */
  public static boolean exists(String name) {
    for (SyscallTable table : TABLES) {
      if (table != null && table.isKnown(name)) {
        return true;
      }
    }
    return Descriptions.LINES.find(name) != null;
  }

  /** {@return the calls of an ABI in the order of their numbers} */
  public static List<String> names(Abi abi) {
    return table(abi).names();
  }

  /** {@return the calls of all ABIs in alphabetical order} */
  public static List<String> names() {
    return Descriptions.LINES.words();
  }

  /** {@return the name that somebody who wrote a name that no ABI has may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, names());
  }

  /**
   * {@return how many low bits of an argument the kernel reads: 32 or 64} 64 on a 64-bit ABI when
   * nothing is known: a test of 64 bits never lets more through than its author saw.
   *
   * <p>The source is the type in the kernel's {@code SYSCALL_DEFINE}, which truncates the register.
   *
   * @param index 0 to 5
   */
  public static int argumentBits(Abi abi, String name, int index) {
    if (abi.argumentBits() == 32) {
      return 32;
    }
    List<Argument> arguments = arguments(abi, name);
    return index < arguments.size() ? arguments.get(index).bits() : 64;
  }

  /**
   * {@return the arguments of a call on an ABI in order; empty when it has none or they are not
   * known} ABIs differ: s390x swaps the first two of {@code clone}, 32-bit ABIs pass a file offset
   * in two arguments.
   */
  public static List<Argument> arguments(Abi abi, String name) {
    SyscallTable table = table(abi);
    List<Argument> known = table.arguments().get(name);
    if (known != null) {
      return known;
    }
    String own = table.ownArguments(name);
    String text = own == null ? Descriptions.LINES.find(name) : own;
    if (text == null) {
      return List.of();
    }
    List<Argument> arguments = Argument.parse(text, abi.argumentBits());
    table.arguments().put(name, arguments);
    return arguments;
  }

  /**
   * {@return the arguments of a call on most ABIs, widths as on 64-bit ones; empty when it has none
   * or they are not known}
   */
  public static List<Argument> arguments(String name) {
    String text = Descriptions.LINES.find(name);
    return text == null ? List.of() : Argument.parse(text, 64);
  }

  /** {@return where a call takes the argument of that name, from 0} */
  public static OptionalInt argumentIndex(Abi abi, String name, String argument) {
    List<Argument> arguments = arguments(abi, name);
    for (int index = 0; index < arguments.size(); index++) {
      if (arguments.get(index).name().equals(argument)) {
        return OptionalInt.of(index);
      }
    }
    return OptionalInt.empty();
  }

  /** {@return the kernel that introduced a call on an ABI; empty when the ABI lacks the call} */
  public static Optional<KernelVersion> since(Abi abi, String name) {
    return Optional.ofNullable(table(abi).since(name));
  }

  /**
   * {@return the largest number that a kernel knows on an ABI, as a filter sees it, or -1 when that
   * kernel does not have the ABI} The private calls of ARM don't count.
   */
  public static int largest(Abi abi, KernelVersion kernel) {
    return table(abi).largest(kernel, abi == Abi.ARM ? ARM_PRIVATE : Integer.MAX_VALUE);
  }

  /** {@return the newest kernel whose calls the tables hold} */
  public static KernelVersion newest() {
    return NEWEST;
  }
}
