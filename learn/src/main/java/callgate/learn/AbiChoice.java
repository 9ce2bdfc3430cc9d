package callgate.learn;

import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Which ABIs the programs of one machine can speak, and which of them a program spoke, as its calls
 * show.
 */
final class AbiChoice {
  private static final String UNKNOWN_NUMBER = "syscall_0x";

  private final List<Abi> candidates;

  /** Starts from the ABI of the machine's 64-bit programs. */
  AbiChoice(Abi abi) {
    candidates =
        switch (abi) {
          case X86_64 -> List.of(Abi.X86_64, Abi.X86, Abi.X32);
          case AARCH64 -> List.of(Abi.AARCH64, Abi.ARM);
          case S390X -> List.of(Abi.S390X, Abi.S390);
          case PPC64 -> List.of(Abi.PPC64, Abi.PPC);
          case PARISC64 -> List.of(Abi.PARISC64, Abi.PARISC);
          case MIPS64 -> List.of(Abi.MIPS64, Abi.MIPS64N32, Abi.MIPS);
          case MIPSEL64 -> List.of(Abi.MIPSEL64, Abi.MIPSEL64N32, Abi.MIPSEL);
          default -> List.of(abi);
        };
  }

  /** {@return the one that is taken where nothing speaks for another} */
  Abi usual() {
    return candidates.getFirst();
  }

  List<Abi> candidates() {
    return candidates;
  }

  /** {@return the first ABI that has all the calls} */
  Optional<Abi> havingAll(List<String> names) {
    return first(abi -> names.stream().allMatch(name -> has(abi, name)));
  }

  /** {@return the first ABI that has the call} */
  Optional<Abi> having(String name) {
    return first(abi -> has(abi, name));
  }

  /**
   * {@return the ABIs on which the call has that number} strace leaves out the bit that marks x32.
   */
  List<Abi> numbering(String name, int number) {
    return candidates.stream()
        .filter(abi -> {
          OptionalInt known = number(abi, name);
          return known.isPresent() && (known.getAsInt() & ~Abi.X32_BIT) == (number & ~Abi.X32_BIT);
        })
        .toList();
  }

  /** {@return the multiplexer that has this number on one of the ABIs} */
  Optional<String> multiplexer(int number) {
    return candidates.stream()
        .flatMap(abi -> Multiplexers.numbered(abi, number).stream())
        .findFirst();
  }

  /** {@return the ABI that strace calls {@code 32 bit}, {@code 64 bit} or {@code x32}} */
  Optional<Abi> ofMode(String mode) {
    return switch (mode) {
      case "64 bit" -> first(abi -> abi.argumentBits() == 64);
      case "32 bit" -> first(abi -> abi.argumentBits() == 32 && abi != Abi.X32);
      case "x32" -> first(abi -> abi == Abi.X32);
      default -> Optional.empty();
    };
  }

  static boolean has(Abi abi, String name) {
    return number(abi, name).isPresent() || Multiplexers.numberFor(abi, name).isPresent();
  }

  /**
   * {@return the number of a call as a filter sees it} strace writes {@code syscall_0x1b3} where it
   * knows no name.
   */
  static OptionalInt number(Abi abi, String name) {
    if (!name.startsWith(UNKNOWN_NUMBER)) {
      return Syscalls.number(abi, name);
    }
    int number = Integer.parseUnsignedInt(name, UNKNOWN_NUMBER.length(), name.length(), 16);
    return OptionalInt.of(abi == Abi.X32 ? number | Abi.X32_BIT : number);
  }

  /** {@return whether a name can be that of a call on some machine} */
  static boolean isCall(String name) {
    if (!name.startsWith(UNKNOWN_NUMBER)) {
      return Syscalls.exists(name);
    }
    int digits = name.length() - UNKNOWN_NUMBER.length();
    if (digits < 1 || digits > 8) {
      return false;
    }
    for (int i = UNKNOWN_NUMBER.length(); i < name.length(); i++) {
      if (Character.digit(name.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private Optional<Abi> first(Predicate<Abi> condition) {
    return candidates.stream().filter(condition).findFirst();
  }
}
