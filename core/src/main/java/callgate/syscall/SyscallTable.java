package callgate.syscall;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
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

  /** The text taken apart. All arrays but {@link #slots} are in the order of lines. */
  private static final class Index {
    private static final int SLOTS = 2048;

    final int[] numbers;
    final int[] starts;

    /** The hash of each name, and where it is in the text. */
    private final int[] hashes;

    private final int[] words;

    /** Places plus one, by hash; 0 where there is none. */
    private final short[] slots = new short[SLOTS];

    /** Names that were asked for. */
    private final String[] names;

    private final String text;

    Index(String text) {
      int[] numbers = new int[SLOTS / 2];
      int[] starts = new int[SLOTS / 2];
      int[] hashes = new int[SLOTS / 2];
      int[] words = new int[SLOTS / 2];
      int count = 0;
      for (int start = 0; start < text.length(); ) {
        int space = text.indexOf(' ', start);
        numbers[count] = Integer.parseInt(text, start, space, 10);
        starts[count] = start;
        words[count] = space + 1;
        int hash = 0;
        int end = space + 1;
        for (char c = text.charAt(end); c != ' '; c = text.charAt(++end)) {
          hash = 31 * hash + c;
        }
        hashes[count] = hash;
        int slot = slot(hash);
        while (slots[slot] != 0) {
          slot = next(slot);
        }
        slots[slot] = (short) ++count;
        start = text.indexOf('\n', end) + 1;
      }
      this.numbers = Arrays.copyOf(numbers, count);
      this.starts = Arrays.copyOf(starts, count);
      this.hashes = Arrays.copyOf(hashes, count);
      this.words = Arrays.copyOf(words, count);
      this.names = new String[count];
      this.text = text;
    }

    private static int slot(int hash) {
      return (hash ^ hash >>> 16) & SLOTS - 1;
    }

    private static int next(int slot) {
      return slot + 1 & SLOTS - 1;
    }

    /** {@return the place of a call, or -1} Hashes as {@link String#hashCode} does. */
    int place(String name) {
      int hash = name.hashCode();
      for (int slot = slot(hash); slots[slot] != 0; slot = next(slot)) {
        int place = slots[slot] - 1;
        if (hashes[place] == hash
            && text.startsWith(name, words[place])
            && text.charAt(words[place] + name.length()) == ' ') {
          return place;
        }
      }
      return -1;
    }

    String name(int place) {
      if (names[place] == null) {
        names[place] = text.substring(words[place], text.indexOf(' ', words[place]));
      }
      return names[place];
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
    int place = index().place(name);
    return place < 0 ? -1 : index().starts[place];
  }

  /** {@return the number of a call, or empty} */
  OptionalInt number(String name) {
    Index known = index;
    if (known != null) {
      int place = known.place(name);
      return place < 0 ? OptionalInt.empty() : OptionalInt.of(known.numbers[place]);
    }
    int line = line(name);
    return line < 0
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(text, line, text.indexOf(' ', line), 10));
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
    return place < 0 ? null : index().name(place);
  }

  /** {@return all names of a number} */
  List<String> names(int number) {
    List<String> names = new ArrayList<>();
    int[] numbers = index().numbers;
    for (int place = 0; place < numbers.length; place++) {
      if (numbers[place] == number) {
        names.add(index().name(place));
      }
    }
    return names;
  }

  List<String> names() {
    Index index = index();
    for (int place = 0; place < index.names.length; place++) {
      index.name(place);
    }
    return List.of(index.names);
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
