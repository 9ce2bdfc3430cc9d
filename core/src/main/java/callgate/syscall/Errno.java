package callgate.syscall;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Names of errors, such as {@code EPERM}, and their numbers (errno(3)).
 *
 * <p>A filter returns a number. Most ABIs have those of asm-generic/errno.h; on MIPS and PA-RISC
 * {@code ENOSYS} and many others from 35 on are different numbers, and PowerPC has its own {@code
 * EDEADLOCK}. What a policy says by name therefore is a number for each ABI.
 */
public final class Errno {
  /** The errors of x86_64 and most ABIs; the table has the name that is shown first. */
  private static final class Common {
    static final Map<String, Integer> NUMBERS = new HashMap<>();
    static final Map<Integer, String> NAMES = new HashMap<>();

    static {
      new SortedLines(Resources.text("errno.txt"))
          .forEach((name, number) -> {
            NUMBERS.put(name, Integer.valueOf(number));
            if (!isSecondName(name)) {
              NAMES.put(Integer.valueOf(number), name);
            }
          });
    }
  }

  private Errno() {}

  private static boolean isSecondName(String name) {
    return name.equals("EWOULDBLOCK") || name.equals("EDEADLOCK") || name.equals("ENOTSUP");
  }

  /** {@return the number of an error on most ABIs} */
  public static OptionalInt number(String name) {
    Integer number = Common.NUMBERS.get(name);
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  /** {@return the number of an error on an ABI} */
  public static OptionalInt number(Abi abi, String name) {
    Integer common = Common.NUMBERS.get(name);
    if (common == null) {
      return OptionalInt.empty();
    }
    String own = Constants.ownLine(abi, name);
    if (own == null) {
      return OptionalInt.of(common);
    }
    return own.equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(own));
  }

  /** {@return the error that has a number on most ABIs} */
  public static Optional<String> name(int number) {
    return Optional.ofNullable(Common.NAMES.get(number));
  }

  /** {@return the error that has a number on an ABI} */
  public static Optional<String> name(Abi abi, int number) {
    for (String name : Common.NUMBERS.keySet()) {
      if (!isSecondName(name) && number(abi, name).equals(OptionalInt.of(number))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** {@return an error in one word: its name, or its number when it has none} */
  public static String text(int number) {
    return name(number).orElseGet(() -> Integer.toString(number));
  }

  /** {@return the name that somebody who wrote a name that no ABI has may have meant} */
  public static Optional<String> suggestion(String misspelt) {
    return Spelling.nearest(misspelt, Common.NUMBERS.keySet());
  }
}
