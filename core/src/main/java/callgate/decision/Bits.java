package callgate.decision;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a condition on one argument says about single bits of it. Masks and values are the
 * argument's, not the diagram's: bit 0 is the least significant.
 */
final class Bits {
  private final Diagrams diagrams;
  private final int argument;

  Bits(Diagrams diagrams, int argument) {
    this.diagrams = diagrams;
    this.argument = argument;
  }

  /** Values that agree in the bits of a mask. */
  record Cube(long mask, long value) {
    /** {@return the cube without a bit: twice the values} */
    Cube without(long bit) {
      return new Cube(mask & ~bit, value & ~bit);
    }
  }

  private long bit(int node) {
    return 1L << (63 - (diagrams.variable(node) & 63));
  }

  /** {@return the bits that a condition depends on} */
  long support(int condition) {
    return support(condition, new HashSet<>());
  }

  private long support(int node, Set<Integer> seen) {
    if (Diagrams.isLeaf(node) || !seen.add(node)) {
      return 0;
    }
    return bit(node) | support(diagrams.low(node), seen) | support(diagrams.high(node), seen);
  }

  /** {@return the smallest cube around all values of a condition that some value fulfils} */
  Cube hull(int condition) {
    return hull(condition, new HashMap<>());
  }

  private Cube hull(int node, Map<Integer, Cube> known) {
    if (Diagrams.isLeaf(node)) {
      return new Cube(0, 0);
    }
    Cube found = known.get(node);
    if (found != null) {
      return found;
    }
    long bit = bit(node);
    int low = diagrams.low(node);
    int high = diagrams.high(node);
    Cube result;
    if (low == Diagrams.FALSE) {
      Cube below = hull(high, known);
      result = new Cube(below.mask | bit, below.value | bit);
    } else if (high == Diagrams.FALSE) {
      Cube below = hull(low, known);
      result = new Cube(below.mask | bit, below.value);
    } else {
      Cube zero = hull(low, known);
      Cube one = hull(high, known);
      long mask = zero.mask & one.mask & ~(zero.value ^ one.value);
      result = new Cube(mask, zero.value & mask);
    }
    known.put(node, result);
    return result;
  }

  /** {@return some values that fulfil a condition: a way to TRUE through its diagram} */
  Cube path(int condition) {
    long mask = 0;
    long value = 0;
    int node = condition;
    while (!Diagrams.isLeaf(node)) {
      long bit = bit(node);
      mask |= bit;
      if (diagrams.low(node) == Diagrams.FALSE) {
        value |= bit;
        node = diagrams.high(node);
      } else {
        node = diagrams.low(node);
      }
    }
    return new Cube(mask, value);
  }

  /** {@return the condition where it is known that the value is in a cube} */
  int within(int condition, Cube cube) {
    return within(condition, cube, new HashMap<>());
  }

  private int within(int node, Cube cube, Map<Integer, Integer> known) {
    if (Diagrams.isLeaf(node)) {
      return node;
    }
    Integer found = known.get(node);
    if (found != null) {
      return found;
    }
    long bit = bit(node);
    int result;
    if ((cube.mask & bit) == 0) {
      result =
          diagrams.node(
              diagrams.variable(node),
              within(diagrams.low(node), cube, known),
              within(diagrams.high(node), cube, known));
    } else {
      int next = (cube.value & bit) == 0 ? diagrams.low(node) : diagrams.high(node);
      result = within(next, cube, known);
    }
    known.put(node, result);
    return result;
  }

  /** {@return whether all values of a cube fulfil a condition} */
  boolean covers(int condition, Cube cube) {
    return covers(condition, cube, new HashSet<>());
  }

  private boolean covers(int node, Cube cube, Set<Integer> seen) {
    if (Diagrams.isLeaf(node)) {
      return node == Diagrams.TRUE;
    }
    if (!seen.add(node)) {
      return true;
    }
    long bit = bit(node);
    boolean zero = (cube.mask & bit) == 0 || (cube.value & bit) == 0;
    boolean one = (cube.mask & bit) == 0 || (cube.value & bit) != 0;
    return (!zero || covers(diagrams.low(node), cube, seen))
        && (!one || covers(diagrams.high(node), cube, seen));
  }

  int argument() {
    return argument;
  }
}
