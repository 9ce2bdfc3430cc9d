package callgate.format.writing;

import callgate.policy.Condition.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values of an argument of which some bits are given: {@code (argument & mask) == value}. Every
 * comparison is an OR of such, which is how profiles can say what their own operators can't.
 *
 * @param value has no bits outside of the mask
 */
public record Cube(long mask, long value) {
  /** Any value. */
  public static final Cube ALL = new Cube(0, 0);

  /** {@return the values that are in both; empty when there are none} */
  public Optional<Cube> and(Cube other) {
    return ((value ^ other.value) & mask & other.mask) != 0
        ? Optional.empty()
        : Optional.of(new Cube(mask | other.mask, value | other.value));
  }

  /** {@return the values for which {@code (argument & mask) op value} holds, as an OR} */
  public static List<Cube> of(Op op, long value, long mask) {
    List<Cube> cubes = new ArrayList<>();
    switch (op) {
      case EQ -> equal(value, mask, cubes);
      case NE -> {
        beside(value, mask, false, cubes);
        beside(value, mask, true, cubes);
      }
      case LT -> beside(value, mask, false, cubes);
      case LE -> {
        beside(value, mask, false, cubes);
        equal(value, mask, cubes);
      }
      case GT -> beside(value, mask, true, cubes);
      case GE -> {
        beside(value, mask, true, cubes);
        equal(value, mask, cubes);
      }
    }
    return cubes;
  }

  private static void equal(long value, long mask, List<Cube> cubes) {
    if ((value & ~mask) == 0) {
      cubes.add(new Cube(mask, value));
    }
  }

  /** Adds the values above or below: those that differ first in a bit that is then 1 or 0. */
  private static void beside(long value, long mask, boolean above, List<Cube> cubes) {
    for (int i = Long.SIZE - 1; i >= 0; i--) {
      long bit = 1L << i;
      long higher = i == Long.SIZE - 1 ? 0 : -1L << (i + 1);
      boolean set = (value & bit) != 0;
      if ((mask & bit) != 0) {
        if (set != above) {
          cubes.add(new Cube((mask & higher) | bit, (value & mask & higher) | (above ? bit : 0)));
        }
      } else if (set) {
        // The masked argument has a 0 here: it is below, whatever its lower bits are.
        if (!above) {
          cubes.add(new Cube(mask & higher, value & mask & higher));
        }
        return;
      }
    }
  }
}
