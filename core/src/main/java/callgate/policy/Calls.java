package callgate.policy;

import org.jspecify.annotations.Nullable;

/** Which calls a rule is about. */
public sealed interface Calls {
  /** Compares names before numbers, each in their order. */
  static int compare(Calls left, Calls right) {
    if (left instanceof Named(String name)) {
      return right instanceof Named(String other) ? name.compareTo(other) : -1;
    }
    return right instanceof Numbered(int other, _)
        ? Integer.compareUnsigned(((Numbered) left).first(), other)
        : 1;
  }

  /** A call by its name; an ABI that lacks it is not concerned. */
  record Named(String name) implements Calls {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Named that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /**
   * All calls whose number lies in a range, whether or not they have names.
   *
   * @param first the smallest, unsigned, as the filter sees it (on x32 with bit 30 set)
   * @param last the largest, unsigned, inclusive
   */
  record Numbered(int first, int last) implements Calls {
    public Numbered {
      if (Integer.compareUnsigned(first, last) > 0) {
        throw new IllegalArgumentException(
            Integer.toUnsignedString(first)
                + " to "
                + Integer.toUnsignedString(last)
                + " is empty");
      }
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Numbered that && first == that.first && last == that.last;
    }

    @Override
    public int hashCode() {
      return 31 * first + last;
    }
  }
}
