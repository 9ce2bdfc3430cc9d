package callgate.learn;

import callgate.syscall.Abi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a process is from one execve(2) to the next: a program that speaks one ABI. Children that
 * only forked share their parent's. A log rarely says which ABI it is; the names of all its calls
 * together do.
 */
final class Image {
  final String executable;

  /** Null as long as the log has not said it. */
  @Nullable Abi abi;

  /** How many processes are in it. */
  int processes;

  private final Map<Integer, Map<Integer, ShownValues>> values = new TreeMap<>();
  private long[] counts = new long[128];
  private long[] firstLines = new long[128];

  Image(String executable, @Nullable Abi abi) {
    this.executable = executable;
    this.abi = abi;
  }

  /** {@return whether that was a call seen before} Counts it then. */
  boolean countKnown(int id) {
    if (id < counts.length && counts[id] > 0) {
      counts[id]++;
      return true;
    }
    return false;
  }

  boolean has(int id) {
    return id < counts.length && counts[id] > 0;
  }

  void count(int id, long line, long count) {
    if (id >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(id + 1, counts.length * 2));
      firstLines = Arrays.copyOf(firstLines, counts.length);
    }
    if (counts[id] == 0) {
      firstLines[id] = line;
    }
    counts[id] += count;
  }

  /** {@return how often a call was made} */
  long count(int id) {
    return id < counts.length ? counts[id] : 0;
  }

  long firstLine(int id) {
    return firstLines[id];
  }

  void addText(int id, int argument, String shown) {
    values
        .computeIfAbsent(id, _ -> new TreeMap<>())
        .computeIfAbsent(argument, _ -> new ShownValues())
        .add(shown);
  }

  /** {@return the values of a call's arguments, by their index, as an ABI means them} */
  List<SeenValues> values(int id, Abi abi) {
    List<SeenValues> seen = new ArrayList<>();
    values.getOrDefault(id, Map.of()).forEach((index, shown) -> seen.add(shown.seen(abi, index)));
    seen.removeIf(known -> known.total() == 0);
    return seen;
  }

  /** {@return one more than the largest id that was counted, at most} */
  int ids() {
    return counts.length;
  }
}
