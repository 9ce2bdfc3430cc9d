package callgate.policy;

import org.jspecify.annotations.Nullable;

/** Which calls a rule is about. */
public sealed interface Calls {
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
  }
}
