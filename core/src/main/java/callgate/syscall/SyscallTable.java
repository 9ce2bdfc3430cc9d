package callgate.syscall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one ABI, read from its resource: a number and a name a line, in the order of
 * numbers.
 */
final class SyscallTable {
  private final int[] numbers;
  private final String[] names;
  private final Map<String, Integer> indexOfName;

  private SyscallTable(int[] numbers, String[] names, Map<String, Integer> indexOfName) {
    this.numbers = numbers;
    this.names = names;
    this.indexOfName = indexOfName;
  }

  static SyscallTable read(String resource) {
    String text = Resources.text(resource);
    int[] numbers = new int[512];
    String[] names = new String[512];
    Map<String, Integer> indexOfName = new HashMap<>(1024);
    int count = 0;
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start);
      int space = text.indexOf(' ', start);
      String name = text.substring(space + 1, end);
      numbers[count] = Integer.parseInt(text, start, space, 10);
      names[count] = name;
      indexOfName.put(name, count);
      count++;
      start = end + 1;
    }
    return new SyscallTable(
        Arrays.copyOf(numbers, count), Arrays.copyOf(names, count), indexOfName);
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
    return Collections.unmodifiableList(new ArrayList<>(Arrays.asList(names)));
  }

  int[] numbers() {
    return numbers;
  }
}
