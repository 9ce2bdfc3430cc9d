package callgate.learn;

import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers the values of one argument; what {@link SeenValues} says, while it grows. */
final class ValueCounter {
  private final int argument;
  private final SortedMap<Long, Long> counts = new TreeMap<>(Long::compareUnsigned);
  private long total;
  private boolean many;

  ValueCounter(int argument) {
    this.argument = argument;
  }

  int argument() {
    return argument;
  }

  /** {@return whether further values change nothing but the count of all} */
  boolean isMany() {
    return many;
  }

  void add(long value) {
    total++;
    if (!many) {
      counts.merge(value, 1L, Long::sum);
      if (counts.size() > SeenValues.LIMIT) {
        counts.clear();
        many = true;
      }
    }
  }

  SeenValues seen() {
    return new SeenValues(argument, total, counts);
  }
}
