package callgate.decision;

import callgate.policy.Calls;
import callgate.syscall.Abi;
import callgate.syscall.Syscalls;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The numbers that belong to an ABI, and those of them that have names. */
final class Numbering {
  private final Abi abi;
  private final int[] numbers;
  private final String[] names;

  private Numbering(Abi abi, int[] numbers, String[] names) {
    this.abi = abi;
    this.numbers = numbers;
    this.names = names;
  }

  static Numbering of(Abi abi) {
    List<String> all = Syscalls.names(abi);
    int[] numbers = new int[all.size()];
    String[] names = new String[all.size()];
    int count = 0;
    for (String name : all) {
      int number = Syscalls.number(abi, name).orElse(-1);
      if (number != -1 && (count == 0 || numbers[count - 1] != number)) {
        numbers[count] = number;
        names[count++] = name;
      }
    }
    return new Numbering(abi, Arrays.copyOf(numbers, count), Arrays.copyOf(names, count));
  }

  /** Numbers from first to last, both inclusive, unsigned. */
  record Range(int first, int last) {}

  /** {@return the ranges of numbers under the ABI's arch value that are its own} */
  static List<Range> owned(Abi abi) {
    return switch (abi) {
      case X86_64 -> List.of(new Range(0, Abi.X32_BIT - 1), new Range(-1, -1));
      case X32 -> List.of(new Range(Abi.X32_BIT, -2));
      default -> List.of(new Range(0, -1));
    };
  }

  /** {@return whether some of the calls can be made on an ABI} */
  static boolean has(Abi abi, Calls calls) {
    if (calls instanceof Calls.Named(String call)) {
      return Syscalls.number(abi, call).isPresent();
    }
    Calls.Numbered numbers = (Calls.Numbered) calls;
    return owned(abi).stream()
        .anyMatch(range ->
            Integer.compareUnsigned(numbers.first(), range.last()) <= 0
                && Integer.compareUnsigned(range.first(), numbers.last()) <= 0);
  }

  Abi abi() {
    return abi;
  }

  /** {@return the largest number that has a name} */
  int largest() {
    return numbers[numbers.length - 1];
  }

  /** {@return the index of the first named number that is not below one} */
  int from(int number) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.compareUnsigned(numbers[middle], number) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** {@return how many numbers have names} */
  int size() {
    return numbers.length;
  }

  /** {@return how many of a range of numbers have names} */
  int named(int first, int last) {
    int to = last == -1 ? size() : from(last + 1);
    return to - from(first);
  }

  int number(int index) {
    return numbers[index];
  }

  String name(int index) {
    return names[index];
  }

  /** {@return the name of a number, or null} */
  @Nullable String nameOf(int number) {
    int index = from(number);
    return index < numbers.length && numbers[index] == number ? names[index] : null;
  }

  /** {@return those of the ABIs that share an arch value} */
  static List<Abi> sharing(int arch) {
    return Stream.of(Abi.values()).filter(abi -> abi.auditArch() == arch).toList();
  }
}
