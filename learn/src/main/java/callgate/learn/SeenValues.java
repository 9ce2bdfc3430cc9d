package callgate.learn;

import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values that one argument of a call had. Past {@value #LIMIT} distinct ones it only knows that
 * there were many.
 *
 * @param argument 0 to 5
 * @param total how often the argument was read; less than the count of calls when some of them
 *     could not be read
 * @param counts how often each value was seen, by unsigned value; empty when there were many
 */
public record SeenValues(int argument, long total, SortedMap<Long, Long> counts) {
  /** How many distinct values are told apart. */
  public static final int LIMIT = 64;

  public SeenValues {
    SortedMap<Long, Long> copy = new TreeMap<>(Long::compareUnsigned);
    copy.putAll(counts);
    counts = Collections.unmodifiableSortedMap(copy);
    if (argument < 0 || argument > 5) {
      throw new IllegalArgumentException("a call has arguments 0 to 5, not " + argument);
    }
    if (counts.size() > LIMIT) {
      throw new IllegalArgumentException(counts.size() + " values are more than " + LIMIT);
    }
  }

  /** {@return whether there were more than {@value #LIMIT} distinct values} */
  public boolean many() {
    return counts.isEmpty();
  }

  /** {@return the value that was seen most often, if values were told apart} */
  OptionalLong mostFrequent() {
    return counts.entrySet().stream()
        .max((a, b) -> a.getValue().compareTo(b.getValue()))
        .map(entry -> OptionalLong.of(entry.getKey()))
        .orElse(OptionalLong.empty());
  }

  /** {@return the values of both} The order doesn't matter, nor how several are grouped. */
  SeenValues plus(SeenValues other) {
    SortedMap<Long, Long> sum = new TreeMap<>(Long::compareUnsigned);
    if (!many() && !other.many()) {
      sum.putAll(counts);
      other.counts.forEach((value, count) -> sum.merge(value, count, Long::sum));
    }
    if (sum.size() > LIMIT) {
      sum.clear();
    }
    return new SeenValues(argument, total + other.total, sum);
  }
}
