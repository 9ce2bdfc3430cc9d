package callgate.syscall;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one ABI, read from its resource. A line has a number, a name, the kernel that
 * introduced the call, and the call's arguments where they are not those of other ABIs ({@code -}
 * for none); lines are in the order of numbers:
 *
 * <pre>
 * 219 keyctl 3.7
 * 220 clone 3.7 clone_flags:flags:64 newsp:pointer:64 ...
 * </pre>
 */
final class SyscallTable {
  private final String text;
  private final int[] numbers;
  private final String[] names;

  /** Where on each line, in {@link #text}, the kernel version starts. */
  private final int[] versions;

  private final Map<String, Integer> indexOfName;

  private SyscallTable(
      String text,
      int[] numbers,
      String[] names,
      int[] versions,
      Map<String, Integer> indexOfName) {
    this.text = text;
    this.numbers = numbers;
    this.names = names;
    this.versions = versions;
    this.indexOfName = indexOfName;
  }

  static SyscallTable read(String resource) {
    String text = Resources.text(resource);
    int[] numbers = new int[512];
    String[] names = new String[512];
    int[] versions = new int[512];
    Map<String, Integer> indexOfName = HashMap.newHashMap(512);
    int count = 0;
    for (int start = 0; start < text.length(); ) {
      int nameStart = text.indexOf(' ', start) + 1;
      int nameEnd = text.indexOf(' ', nameStart);
      String name = text.substring(nameStart, nameEnd);
      numbers[count] = Integer.parseInt(text, start, nameStart - 1, 10);
      names[count] = name;
      versions[count] = nameEnd + 1;
      indexOfName.put(name, count);
      count++;
      start = text.indexOf('\n', nameEnd) + 1;
    }
    return new SyscallTable(
        text,
        Arrays.copyOf(numbers, count),
        Arrays.copyOf(names, count),
        Arrays.copyOf(versions, count),
        indexOfName);
  }

  /** {@return the number of a call, or null} */
  @Nullable Integer number(String name) {
    Integer index = indexOfName.get(name);
    return index == null ? null : numbers[index];
  }

  /** {@return the name of a number, or null} Of two names for one number, the kernel's own. */
  @Nullable String name(int number) {
    int low = 0;
    int high = numbers.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (numbers[middle] < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < numbers.length && numbers[low] == number ? names[low] : null;
  }

  List<String> names() {
    return List.of(names);
  }

  /** {@return the kernel that introduced a call of this ABI, or null} */
  @Nullable KernelVersion since(String name) {
    Integer index = indexOfName.get(name);
    return index == null ? null : version(index);
  }

  /**
   * {@return the largest number below a limit that some kernel knows, or -1}
   *
   * @param limit exclusive
   */
  int largest(KernelVersion kernel, int limit) {
    for (int index = numbers.length - 1; index >= 0; index--) {
      if (numbers[index] < limit && version(index).compareTo(kernel) <= 0) {
        return numbers[index];
      }
    }
    return -1;
  }

  private KernelVersion version(int index) {
    int end = endOfVersion(index);
    return KernelVersion.parse(text.substring(versions[index], end)).orElseThrow();
  }

  /** {@return the arguments of a call that is special on this ABI, as text, or null} */
  @Nullable String ownArguments(String name) {
    Integer index = indexOfName.get(name);
    if (index == null) {
      return null;
    }
    int end = endOfVersion(index);
    if (text.charAt(end) == '\n') {
      return null;
    }
    String own = text.substring(end + 1, text.indexOf('\n', end));
    return own.equals("-") ? "" : own;
  }

  private int endOfVersion(int index) {
    int end = versions[index];
    while (text.charAt(end) > ' ') {
      end++;
    }
    return end;
  }
}
