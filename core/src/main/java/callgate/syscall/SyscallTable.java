package callgate.syscall;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
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
  private @Nullable SyscallIndex index;

  private final Map<String, List<Argument>> arguments = new ConcurrentHashMap<>();

  SyscallTable(String text) {
    this.text = text;
  }

  private SyscallIndex index() {
    SyscallIndex known = index;
    if (known == null) {
      known = new SyscallIndex(text);
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
    return place < 0 ? -1 : index().start(place);
  }

  /** {@return whether it is known already that there is a call} */
  boolean isKnown(String name) {
    SyscallIndex known = index;
    return known != null && known.place(name) >= 0;
  }

  /** {@return the number of a call, or empty} */
  OptionalInt number(String name) {
    SyscallIndex known = index;
    if (known != null) {
      int place = known.place(name);
      return place < 0 ? OptionalInt.empty() : OptionalInt.of(known.number(place));
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
    int place = index().firstPlace(number);
    return place < 0 ? null : index().name(place);
  }

  /** {@return all names of a number} */
  List<String> names(int number) {
    SyscallIndex index = index();
    int first = index.firstPlace(number);
    if (first < 0) {
      return List.of();
    }
    int end = first;
    while (end < index.size() && index.number(end) == number) {
      end++;
    }
    return index.names(first, end);
  }

  List<String> names() {
    return index().names(0, index().size());
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

  /** {@return the arguments of the calls that were asked for} */
  Map<String, List<Argument>> arguments() {
    return arguments;
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
