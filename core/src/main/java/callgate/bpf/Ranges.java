package callgate.bpf;

import java.util.Arrays;

/**
 * A set of call numbers: ranges {@code first, last, first, last, ...}, inclusive, in unsigned
 * order, none touching the next.
 */
final class Ranges {
  static final Ranges NONE = new Ranges(new int[0]);
  static final Ranges ALL = new Ranges(new int[] {0, -1});

  private final int[] bounds;

  private Ranges(int[] bounds) {
    this.bounds = bounds;
  }

  static Ranges of(int first, int last) {
    return new Ranges(new int[] {first, last});
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** {@return how many ranges} */
  int size() {
    return bounds.length / 2;
  }

  int first(int range) {
    return bounds[2 * range];
  }

  int last(int range) {
    return bounds[2 * range + 1];
  }

  /**
   * {@return the numbers of this set that lie in the circle from {@code first} upwards, past -1 to
   * 0, to {@code last}}
   */
  Ranges within(int first, int last) {
    if (Integer.compareUnsigned(first, last) <= 0) {
      return clip(first, last);
    }
    return clip(0, last).union(clip(first, -1));
  }

  private Ranges clip(int first, int last) {
    int[] kept = new int[bounds.length];
    int count = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      int from = max(bounds[i], first);
      int to = min(bounds[i + 1], last);
      if (Integer.compareUnsigned(from, to) <= 0) {
        kept[count++] = from;
        kept[count++] = to;
      }
    }
    return count == bounds.length && Arrays.equals(kept, bounds)
        ? this
        : count == 0 ? NONE : new Ranges(Arrays.copyOf(kept, count));
  }

  /** {@return the numbers of either set; they have none in common} */
  Ranges union(Ranges other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    int[] all = new int[bounds.length + other.bounds.length];
    int count = 0;
    int i = 0;
    int j = 0;
    while (i < bounds.length || j < other.bounds.length) {
      boolean mine =
          j == other.bounds.length
              || (i < bounds.length && Integer.compareUnsigned(bounds[i], other.bounds[j]) < 0);
      int first = mine ? bounds[i] : other.bounds[j];
      int last = mine ? bounds[i + 1] : other.bounds[j + 1];
      if (mine) {
        i += 2;
      } else {
        j += 2;
      }
      if (count > 0 && all[count - 1] + 1 == first) {
        all[count - 1] = last;
      } else {
        all[count++] = first;
        all[count++] = last;
      }
    }
    return new Ranges(Arrays.copyOf(all, count));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  private static int min(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? a : b;
  }

  private static int max(int a, int b) {
    return Integer.compareUnsigned(a, b) > 0 ? a : b;
  }
}
