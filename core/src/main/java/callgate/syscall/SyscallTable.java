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
 *
 * <p>The first few names and numbers are searched in the text, as taking it apart costs a
 * millisecond when a JVM has just started.
 */
final class SyscallTable {
  private static final int SEARCHES = 6;

  private final String text;
  private int searches;

  /** Threads may take the text apart twice, which does no harm: what comes out never changes. */
  private @Nullable Index index;

  /** The text taken apart. All arrays are in the order of lines. */
  private static final class Index {
    final int[] numbers;
    final int[] starts;
    final String[] names;
    final Map<String, Integer> placeOfName = HashMap.newHashMap(512);

    Index(String text) {
      int[] numbers = new int[512];
      int[] starts = new int[512];
      String[] names = new String[512];
      int count = 0;
      for (int start = 0; start < text.length(); ) {
        int space = text.indexOf(' ', start);
        String name = text.substring(space + 1, text.indexOf(' ', space + 1));
        numbers[count] = Integer.parseInt(text, start, space, 10);
        starts[count] = start;
        names[count] = name;
        placeOfName.put(name, count++);
        start = text.indexOf('\n', space) + 1;
      }
      this.numbers = Arrays.copyOf(numbers, count);
      this.starts = Arrays.copyOf(starts, count);
      this.names = Arrays.copyOf(names, count);
    }
  }

  SyscallTable(String text) {
    this.text = text;
  }

  private Index index() {
    Index known = index;
    if (known == null) {
      known = new Index(text);
      index = known;
    }
    return known;
  }

  /** {@return where the line of a call starts in the text, or -1} */
  private int line(String name) {
    if (index == null && searches < SEARCHES) {
      searches++;
      int found = text.indexOf(" " + name + " ");
      int start = found < 0 ? -1 : text.lastIndexOf('\n', found) + 1;
      return start >= 0 && text.indexOf(' ', start) == found ? start : -1;
    }
    Integer place = index().placeOfName.get(name);
    return place == null ? -1 : index().starts[place];
  }

  /** {@return the number of a call, or null} */
  @Nullable Integer number(String name) {
    Index known = index;
    if (known != null) {
      Integer place = known.placeOfName.get(name);
      return place == null ? null : Integer.valueOf(known.numbers[place]);
    }
    int line = line(name);
    return line < 0
        ? null
        : Integer.valueOf(Integer.parseInt(text, line, text.indexOf(' ', line), 10));
  }

  /** {@return the name of a number, or null} Of two names for one number, the kernel's own. */
  @Nullable String name(int number) {
    if (index == null && searches < SEARCHES) {
      searches++;
      String start = number + " ";
      int line = text.startsWith(start) ? 0 : text.indexOf("\n" + start) + 1;
      int name = line + start.length();
      return line == 0 && !text.startsWith(start) ? null : text.substring(name, endOfWord(name));
    }
    int[] numbers = index().numbers;
    int place = Arrays.binarySearch(numbers, number);
    while (place > 0 && numbers[place - 1] == number) {
      place--;
    }
    return place < 0 ? null : index().names[place];
  }

  List<String> names() {
    return List.of(index().names);
  }

  /** {@return the kernel that introduced a call of this ABI, or null} */
  @Nullable KernelVersion since(String name) {
    int line = line(name);
    return line < 0 ? null : version(line);
  }

  /**
   * {@return the largest number below a limit that some kernel knows, or -1}
   *
   * @param limit exclusive
   */
  int largest(KernelVersion kernel, int limit) {
    for (int end = text.length() - 1; end > 0; ) {
      int line = text.lastIndexOf('\n', end - 1) + 1;
      int number = Integer.parseInt(text, line, text.indexOf(' ', line), 10);
      if (number < limit && version(line).compareTo(kernel) <= 0) {
        return number;
      }
      end = line - 1;
    }
    return -1;
  }

  private KernelVersion version(int line) {
    int start = startOfVersion(line);
    return KernelVersion.parse(text.substring(start, endOfWord(start))).orElseThrow();
  }

  /** {@return the arguments of a call that is special on this ABI, as text, or null} */
  @Nullable String ownArguments(String name) {
    int line = line(name);
    if (line < 0) {
      return null;
    }
    int end = endOfWord(startOfVersion(line));
    if (text.charAt(end) == '\n') {
      return null;
    }
    String own = text.substring(end + 1, text.indexOf('\n', end));
    return own.equals("-") ? "" : own;
  }

  private int startOfVersion(int line) {
    int name = text.indexOf(' ', line) + 1;
    return text.indexOf(' ', name) + 1;
  }

  private int endOfWord(int start) {
    int end = start;
    while (text.charAt(end) > ' ') {
      end++;
    }
    return end;
  }
}
